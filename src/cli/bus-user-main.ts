#!/usr/bin/env node
import { BUS_USER_USAGE, makeBusUser } from './bus-user';

const [file, ...rest] = process.argv.slice(2);
if (file === '--help' || file === undefined || file.startsWith('-') || rest.length > 0) {
  process.stderr.write(`${BUS_USER_USAGE}\n`);
  process.exitCode = file === '--help' ? 0 : 2;
} else {
  try {
    process.stdout.write(`${makeBusUser(file)}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
