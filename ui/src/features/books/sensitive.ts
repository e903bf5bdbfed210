/** Which fields of a record are hidden until a person chooses *Show*, at every depth of it. */
import type { Resource } from './types';

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));

/**
 * Says of a dotted path, through objects and tables, whether its field is sensitive. A field that the catalogue does
 * not know, as of a newer Conductor, is hidden like those beside it: it may hold the same.
 */
export function sensitivity(resource: Resource): (path: string) => boolean {
  const known = new Map<string, boolean>();
  for (const it of resource.fields) known.set(it.name, it.sensitive);
  for (const { path, fields } of resource.lines) {
    for (const it of fields) known.set(`${path}.${it.name}`, it.sensitive);
  }
  const besides = new Map<string, boolean>();
  for (const [path, sensitive] of known) {
    const parent = parentOf(path);
    besides.set(parent, sensitive || besides.get(parent) === true);
  }
  return (path) => {
    const own = known.get(path);
    if (own !== undefined) return own;
    for (let at = parentOf(path); at !== ''; at = parentOf(at)) {
      if (known.get(at) === true) return true;
      const beside = besides.get(at);
      if (beside !== undefined) return beside;
    }
    return false;
  };
}
