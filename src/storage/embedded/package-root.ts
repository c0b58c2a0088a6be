import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of Deskbell's package.json, whether this runs from the sources or from `dist`. */
export function packageRoot(folder: string = __dirname): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}
