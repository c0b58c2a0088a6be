import { FileText, X } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import type { SharedFile } from '../src/protocol';
import { IconButton } from './layers';
import { useTab } from './state/tab';

/** The files of a message, each a card that downloads it. */
export function Files({ files }: { files: SharedFile[] }): ReactNode {
  const { me } = useTab();
  return files.map(({ id, name, title, size, deleted }) =>
    deleted ? (
      <p key={id} className="line file">
        <FileText size={24} aria-hidden="true" /> {title}
      </p>
    ) : (
      <a key={id} className="line file" href={`/practice/${me.id}/files/${id}`} download={name}>
        <FileText size={24} aria-hidden="true" />
        <span>
          <bdi className="ellipsis">{title}</bdi>
          <small>
            {kindOf(name)}, {sizeOf(size)}
          </small>
        </span>
      </a>
    ),
  );
}

interface PickedFilesProps {
  files: SharedFile[];
  onRemove: (id: string) => void;
}

/** Files that wait to be sent, each with a button that takes it back. */
export function PickedFiles({ files, onRemove }: PickedFilesProps): ReactNode {
  if (files.length === 0) return null;
  return (
    <ul className="line chips">
      {files.map(({ id, name }) => (
        <li key={id} className="line chip">
          <bdi className="ellipsis">{name}</bdi>
          <IconButton label={`Remove ${name}`} Icon={X} size={14} onClick={() => onRemove(id)} />
        </li>
      ))}
    </ul>
  );
}

/** What lets a person pick files: `pick` asks them, `input` stands anywhere near. What was picked is uploaded, then `onArrive` is told. */
export function usePicking(
  onArrive: (files: SharedFile[]) => void,
  more: { viewId?: string; filetypes?: string[] | undefined } = {},
): { pick: () => void; input: ReactNode } {
  const { call, tell } = useTab();
  const { viewId, filetypes } = more;
  const input = useRef<HTMLInputElement>(null);
  // An upload takes its time: what was typed meanwhile stays.
  const arrive = useRef(onArrive);
  useLayoutEffect(() => {
    arrive.current = onArrive;
  });

  async function upload(picked: File[]): Promise<void> {
    for (const file of picked) {
      const takes = { name: file.name, base64: await base64Of(file), ...(viewId !== undefined && { viewId }) };
      const answer = await call('attach', takes);
      if (answer.ok) arrive.current([answer.result.file]);
      else tell(answer.refusal.message, true);
    }
  }

  return {
    pick: () => input.current?.click(),
    input: (
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={filetypes?.map((type) => `.${type}`).join(',')}
        onChange={({ target }) => {
          void upload([...(target.files ?? [])]);
          // So that the same file can be picked again.
          target.value = '';
        }}
      />
    ),
  };
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    // A file that cannot be read arrives empty, and is refused as such.
    reader.addEventListener('loadend', () => {
      const { result } = reader;
      resolve((typeof result === 'string' && result.split(',')[1]) || '');
    });
    reader.readAsDataURL(file);
  });
}

function kindOf(name: string): string {
  return /\.(\w{1,8})$/.exec(name)?.[1]?.toUpperCase() ?? 'File';
}

function sizeOf(bytes: number): string {
  const [unit, worth] = bytes < 1000 ? ['byte', 1] : bytes < 1_000_000 ? ['kilobyte', 1000] : ['megabyte', 1_000_000];
  const words = new Intl.NumberFormat('en-US', { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 });
  return words.format(bytes / worth);
}
