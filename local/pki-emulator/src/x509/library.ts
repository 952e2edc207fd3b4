import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

// Set here once, so that nothing depends on which realm's global `crypto` is found (jest has its own).
x509.cryptoProvider.set(webcrypto);

export { x509 };
