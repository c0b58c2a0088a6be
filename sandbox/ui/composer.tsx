/* oxlint-disable jsx-a11y/prefer-tag-over-role -- The list that belongs to a text box cannot be a select. */
import { AtSign, Bold, Code, Italic, Paperclip, SendHorizontal, Smile, SquareSlash, Strikethrough } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Message, SharedFile } from '../src/protocol';
import { PickedFiles, usePicking } from './files';
import { EmojiPicker, IconButton, MenuButton, MenuItem } from './layers';
import { trouble } from './state/connection';
import { readDraft, writeDraft } from './state/drafts';
import { nameOf, useTab } from './state/tab';
import { typedText } from './state/typed';
import { type Suggestion, suggestionsFor } from './suggestions';

interface ComposerProps {
  channel: string;
  thread?: string | undefined;
  label: string;
  /** A message of one's own that it changes, in place of writing a new one. */
  edited?: Message;
  onEnd?: () => void;
  /** Up in an empty box. */
  onEditLast?: () => void;
}

const marks = [
  { name: 'Bold', mark: '*', Icon: Bold, key: 'b' },
  { name: 'Italic', mark: '_', Icon: Italic, key: 'i' },
  { name: 'Strikethrough', mark: '~', Icon: Strikethrough, key: 'X' },
  { name: 'Code', mark: '`', Icon: Code, key: 'C' },
];

/** The box to write in. Enter sends, Shift+Enter breaks the line; what is not sent yet stays for this tab. */
export function Composer({ channel, thread, label, edited, onEnd, onEditLast }: ComposerProps): ReactNode {
  const { state, address, call, ask } = useTab();
  const draft = `${address.handle}/${channel}/${edited ? `edit/${edited.ts}` : (thread ?? '')}`;
  const [text, setText] = useState(() => readDraft(draft) || (edited ? typedText(edited.text, state) : ''));
  const [files, setFiles] = useState(() => readFiles(draft));
  const [caret, setCaret] = useState(text.length);
  const [chosen, setChosen] = useState(0);
  /** The part of the text for which no suggestions are wanted. */
  const [hidden, setHidden] = useState('');
  const [failure, setFailure] = useState('');
  const [broadcast, setBroadcast] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const selectNext = useRef<[from: number, to: number]>(undefined);
  const listId = useId();

  const { part, found } = suggestionsFor(text.slice(0, caret), state);
  const offered = part === hidden ? [] : found;
  const current = offered[Math.min(chosen, offered.length - 1)];
  const isEmpty = !text.trim() && files.length === 0;
  const { pick, input } = usePicking((arrived) => {
    setFiles((before) => [...before, ...arrived]);
    area.current?.focus();
  });
  const conversation = state.conversations.find(({ id }) => id === channel);
  const direct = conversation?.kind === 'app' || conversation?.kind === 'dm';
  const shortcuts = state.app.shortcuts.filter(({ kind }) => kind === 'global' && !thread && !edited);

  useEffect(() => {
    area.current?.focus();
    area.current?.setSelectionRange(-1, -1);
  }, []);
  useEffect(() => writeDraft(draft, text), [draft, text]);
  useEffect(() => writeFiles(draft, files), [draft, files]);
  useLayoutEffect(() => {
    if (selectNext.current) area.current?.setSelectionRange(...selectNext.current);
    selectNext.current = undefined;
  });

  function type(next: string, end: number): void {
    setText(next);
    setCaret(end);
    setChosen(0);
    setHidden('');
  }

  /** Puts words around what is selected, or in its place and that of the `replaced` characters before it. */
  function insert(words: string, { after, replaced = 0 }: { after?: string; replaced?: number } = {}): void {
    const { selectionStart: from, selectionEnd: to } = area.current ?? { selectionStart: caret, selectionEnd: caret };
    const start = from - replaced + words.length;
    const inside = after === undefined ? '' : text.slice(from, to);
    type(text.slice(0, from - replaced) + words + inside + (after ?? '') + text.slice(to), start + inside.length);
    selectNext.current = [start, start + inside.length];
    area.current?.focus();
  }

  function take({ key }: Suggestion): void {
    insert(`${key} `, { replaced: part.length });
  }

  function endEdit(): void {
    const pane = area.current?.closest('main, aside');
    setText('');
    writeDraft(draft, '');
    onEnd?.();
    pane?.querySelector<HTMLElement>('.composer:not(article *) textarea')?.focus();
  }

  async function send(): Promise<void> {
    if (isEmpty) return;
    if (edited) {
      if (await ask('edit', { channel, ts: edited.ts, text: text.trim() })) endEdit();
      return;
    }
    // Files go with a message, never with a command.
    const [, command, words = ''] = (files.length === 0 && /^(\/[^\s/]+)\s*([\s\S]*)$/.exec(text)) || [];
    const place = { channel, ...(thread && { threadTs: thread }) };
    setFailure('');
    type('', 0);
    setFiles([]);
    area.current?.focus();
    const answer = command
      ? await call('command', { ...place, command, text: words.trim() })
      : await call('send', {
          ...place,
          text: text.trim(),
          ...(broadcast && { broadcast }),
          files: files.map(({ id }) => id),
        });
    if (answer.ok) return setBroadcast(false);
    // The conversation may have been left meanwhile, so the words go where it will look for them.
    const newer = readDraft(draft);
    const back = newer ? `${text}\n${newer}` : text;
    writeDraft(draft, back);
    writeFiles(draft, files);
    setFiles(files);
    type(back, text.length);
    setHidden(text);
    // Slackbot has told what became of a command that reached the server.
    if (!command || answer.refusal.code === trouble.code) setFailure(answer.refusal.message);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const mark = event.ctrlKey || event.metaKey ? marks.find(({ key }) => key === event.key)?.mark : undefined;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const sends = event.key === 'Enter' && !event.shiftKey;
    const takes = (event.key === 'Tab' && !event.shiftKey) || (sends && current?.key !== part);
    if (mark) insert(mark, { after: mark });
    else if (current && step) setChosen((chosen + step + offered.length) % offered.length);
    else if (current && event.key === 'Escape') setHidden(part);
    else if (current && takes) take(current);
    else if (sends) void send();
    else if (event.key === 'ArrowUp' && !text) onEditLast?.();
    else if (event.key === 'Escape' && edited) endEdit();
    else return;
    event.preventDefault();
  }

  return (
    <div className="composer">
      {current ? <SuggestionList id={listId} part={part} offered={offered} current={current} onPick={take} /> : null}
      <div role="alert">{failure ? <p className="small send-failure">{failure}</p> : null}</div>
      <div className="composer-box">
        <div className="line composer-row marks">
          {marks.map(({ name, mark, Icon }) => (
            <IconButton key={name} label={name} onClick={() => insert(mark, { after: mark })} Icon={Icon} size={16} />
          ))}
        </div>
        <textarea
          ref={area}
          aria-label={label}
          placeholder={label}
          rows={Math.min(text.split('\n').length, 12)}
          value={text}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={current && listId}
          aria-activedescendant={current && `${listId}-${current.key}`}
          onChange={({ target }) => type(target.value, target.selectionEnd)}
          onSelect={(event) => setCaret(event.currentTarget.selectionEnd)}
          onBlur={() => setHidden(part)}
          onKeyDown={onKeyDown}
        />
        <PickedFiles files={files} onRemove={(id) => setFiles(files.filter((file) => file.id !== id))} />
        {thread && conversation ? (
          <label className="line small muted broadcast">
            <input type="checkbox" checked={broadcast} onChange={(event) => setBroadcast(event.target.checked)} />
            {direct ? 'Also send as direct message' : `Also send to ${nameOf(conversation)}`}
          </label>
        ) : null}
        <div className="line composer-row">
          {edited ? null : <IconButton label="Attach file" onClick={pick} Icon={Paperclip} />}
          {input}
          <EmojiPicker label="Insert emoji" Icon={Smile} finalFocus={area} onPick={(name) => insert(`:${name}: `)} />
          <IconButton label="Mention" onClick={() => insert('@')} Icon={AtSign} />
          {shortcuts.length > 0 ? (
            <MenuButton side="top" align="start" trigger={<IconButton label="Shortcuts" Icon={SquareSlash} />}>
              {shortcuts.map(({ callbackId, name, description }) => (
                <MenuItem
                  key={callbackId}
                  name={name}
                  more={description}
                  onClick={() => void ask('shortcut', { callbackId })}
                />
              ))}
            </MenuButton>
          ) : null}
          <span className="line row-end">
            {edited ? (
              <>
                <button type="button" className="button" onClick={endEdit}>
                  Cancel
                </button>
                <button type="button" className="button primary" aria-disabled={isEmpty} onClick={() => void send()}>
                  Save
                </button>
              </>
            ) : (
              <IconButton
                label="Send"
                className="send"
                aria-disabled={isEmpty}
                onClick={() => void send()}
                Icon={SendHorizontal}
                size={16}
              />
            )}
          </span>
        </div>
      </div>
    </div>
  );
}

function readFiles(draft: string): SharedFile[] {
  // Written by `writeFiles` alone.
  return JSON.parse(readDraft(`${draft}/files`) || '[]') as SharedFile[];
}

function writeFiles(draft: string, files: SharedFile[]): void {
  writeDraft(`${draft}/files`, files.length === 0 ? '' : JSON.stringify(files));
}

interface SuggestionListProps {
  id: string;
  part: string;
  offered: Suggestion[];
  current: Suggestion;
  onPick: (suggestion: Suggestion) => void;
}

const kinds: Record<string, string> = { '/': 'Commands', '@': 'People', '#': 'Channels', ':': 'Emoji' };

function SuggestionList({ id, part, offered, current, onPick }: SuggestionListProps): ReactNode {
  const kind = kinds[part.slice(0, 1)];
  return (
    <div className="menu suggestions">
      <p className="line small muted suggestions-head">
        <span>{part.length > 1 ? `${kind} matching “${part}”` : kind}</span>
        <span>↑ ↓ to choose · ↵ to take · Esc to leave</span>
      </p>
      <div role="listbox" aria-label="Suggestions" id={id}>
        {offered.map((each) => (
          <div
            key={each.key}
            id={`${id}-${each.key}`}
            role="option"
            tabIndex={-1}
            aria-selected={each === current}
            className="line menu-item"
            onMouseDown={(event) => {
              // The text keeps the focus.
              event.preventDefault();
              onPick(each);
            }}
            ref={(element) => {
              if (each === current) element?.scrollIntoView({ block: 'nearest' });
            }}
          >
            <span className="suggestion-sign" aria-hidden="true">
              {each.sign}
            </span>
            <span className="suggestion-words">
              <strong>{each.title ?? each.key}</strong> <span className="muted">{each.usage}</span>
              {each.description ? <small>{each.description}</small> : null}
            </span>
            {each.app ? <small>{each.app}</small> : null}
          </div>
        ))}
      </div>
    </div>
  );
}
