/** Keys of a plan as they are brought: each may be left out. Published types name it, so it knows no schema. */
export type Offered<T> = { readonly [K in keyof T]?: T[K] | undefined };
