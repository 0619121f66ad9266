/**
 * Images of the swarm. The registry is a placeholder, and each digest is the SHA-256 of the text `<agent>:<tag>`, so no image answers to it:
 * replace them by what your registry says.
 */
export const images = {
  coordinator: 'registry.example.com/swarm/coordinator:2.4.1@sha256:a6efc8c7d8b759becf564694958dcac62c4e0903de69efb1f3e78d613c35b145',
  productSearch: 'registry.example.com/swarm/product-search:2.4.1@sha256:41c549545cb73099870654762f5f5ae20bf06dc6b415bc6362fd5a712d155eed',
  orderTracking: 'registry.example.com/swarm/order-tracking:2.4.1@sha256:d85c9f640e94ec6bc0b267038a78a3c1594111909d674406452b5e370218420b',
  nightlyReport: 'registry.example.com/swarm/nightly-report:2.4.1@sha256:a4bd4de6f0870a62e1da6dab6dc43ff8a6aed231a9d439bc023af41a81011cae',
} as const;
