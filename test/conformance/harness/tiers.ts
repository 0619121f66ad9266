/** Folders of tests that each tier adds to those before it. */
export const TIERS = {
  api: ['harness', 'admission'],
  full: ['controllers'],
  controllers: ['ecosystem', 'servers'],
} as const;

export type Tier = keyof typeof TIERS;

export const TIER_NAMES = Object.keys(TIERS) as readonly Tier[];

/** Folders of a tier and of all below it. */
export function foldersUpTo(tier: Tier): string[] {
  return TIER_NAMES.slice(0, TIER_NAMES.indexOf(tier) + 1).flatMap((name) => [...TIERS[name]]);
}

/** Tier of a test file; `undefined` if it lies elsewhere. */
export function tierOf(file: string): Tier | undefined {
  return TIER_NAMES.find((tier) => TIERS[tier].some((folder) => file.includes(`/conformance/${folder}/`)));
}
