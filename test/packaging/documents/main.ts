import { runPlatform } from 'cdk8s-agents/platform';
import { environments } from './environments';
void runPlatform(environments);
