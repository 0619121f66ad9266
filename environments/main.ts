import { runPlatform } from './wiring/platform-repository';
import { dev } from './swarm/dev';
import { prod } from './swarm/prod';
import { staging } from './swarm/staging';

/** Every environment of every system, in the order of the output. */
void runPlatform([dev, staging, prod]);
