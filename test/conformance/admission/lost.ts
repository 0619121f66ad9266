import { shown } from '../../../src/kernel/shown';
import { isJsonObject } from '../../../src/kernel/json';
import { fieldPlace, itemPlace } from '../../../src/judges/inventory/finding';

/**
 * Places at which an answer does not hold what was sent.
 *
 * Fields that the server adds are passed over; text is compared as it stands, quantities too: what is rendered is already in
 * the form in which the server keeps it.
 */
export function lost(sent: unknown, kept: unknown, place = ''): string[] {
  if (Array.isArray(sent)) {
    if (!Array.isArray(kept) || kept.length !== sent.length) return [`${place}: sent ${sent.length} items, kept ${shown(kept)}`];
    return sent.flatMap((item: unknown, index) => lost(item, kept[index], itemPlace(place, index)));
  }
  if (isJsonObject(sent)) {
    if (!isJsonObject(kept)) return [`${place}: sent an object, kept ${shown(kept)}`];
    return Object.entries(sent).flatMap(([key, value]) => lost(value, kept[key], fieldPlace(place, key)));
  }
  return sent === kept ? [] : [`${place}: sent ${shown(sent)}, kept ${shown(kept)}`];
}
