import { FileText } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SharedFile } from '../src/protocol';
import { useTab } from './state/tab';

/** The files of a message, each a card that downloads it. */
export function Files({ files }: { files: SharedFile[] }): ReactNode {
  const { me } = useTab();
  return files.map(({ id, name, title, size }) => (
    <a key={id} className="line file" href={`/practice/${me.id}/files/${id}`} download={name}>
      <FileText size={24} aria-hidden="true" />
      <span>
        <bdi className="ellipsis">{title}</bdi>
        <small>
          {kindOf(name)}, {sizeOf(size)}
        </small>
      </span>
    </a>
  ));
}

function kindOf(name: string): string {
  return /\.(\w{1,8})$/.exec(name)?.[1]?.toUpperCase() ?? 'File';
}

function sizeOf(bytes: number): string {
  const [unit, worth] = bytes < 1000 ? ['byte', 1] : bytes < 1_000_000 ? ['kilobyte', 1000] : ['megabyte', 1_000_000];
  const words = new Intl.NumberFormat('en-US', { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 });
  return words.format(bytes / worth);
}
