import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';

/** Whether a health check answers 200; whose certificate it shows does not matter here. */
export function answersOk(url: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const asked = url.startsWith('https:') ? httpsGet(url, { rejectUnauthorized: false, agent: false }) : httpGet(url, { agent: false });
    asked.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('error', reject);
  });
}
