import { text } from '../../kernel/schema';

/** What people write of the class, under `storageClass`. */
export const STORAGE_CLASS = text('Storage class of the disk.', { otherwise: `the cluster's default` });
