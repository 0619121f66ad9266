import { runPlatform } from './wiring/platform-repository';
import { dev } from './swarm/dev';
import { prod } from './swarm/prod';
import { staging } from './swarm/staging';

/** Every environment of every system, in the order of the output; from wherever this is started. */
void runPlatform([dev, staging, prod], { root: `${__dirname}/..` });
