/** The catalogue as the app sends it: `cargo test export_bindings` writes the file. */
import type { Catalogue } from '../../src/features/books/types';
import source from './generated/catalogue.json?raw';

export const catalogue = JSON.parse(source) as Catalogue;
