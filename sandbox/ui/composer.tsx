/* oxlint-disable jsx-a11y/prefer-tag-over-role -- The list that belongs to a text box cannot be a select. */
import { Menu } from '@base-ui/react/menu';
import { AtSign, Bold, Code, Italic, SendHorizontal, Smile, SquareSlash, Strikethrough } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Conversation, Message } from '../src/protocol';
import { EmojiPicker } from './emoji-picker';
import { IconButton } from './parts';
import { trouble } from './state/connection';
import { readDraft, writeDraft } from './state/drafts';
import { nameOf, useTab } from './state/tab';
import { typedText } from './state/typed';
import { listKey } from './state/workspace';
import { type Suggestion, suggestionsFor } from './suggestions';

interface ComposerProps {
  conversation: Conversation;
  thread?: string;
  label: string;
  /** A message of one's own that it changes, in place of writing a new one. */
  edited?: Message;
  onEnd?: () => void;
  /** Up in an empty box. */
  onEditLast?: () => void;
}

const marks = [
  { label: 'Bold', mark: '*', Icon: Bold, keys: 'b' },
  { label: 'Italic', mark: '_', Icon: Italic, keys: 'i' },
  { label: 'Strikethrough', mark: '~', Icon: Strikethrough, keys: 'X' },
  { label: 'Code', mark: '`', Icon: Code, keys: 'C' },
];

/** The box to write in. Enter sends, Shift+Enter breaks the line; what is not sent yet stays for this tab. */
export function Composer({ conversation, thread, label, edited, onEnd, onEditLast }: ComposerProps): ReactNode {
  const { state, address, call, ask } = useTab();
  const draft = `${address.handle}/${edited ? `edit/${edited.ts}` : listKey(conversation.id, thread)}`;
  const [text, setText] = useState(
    () => readDraft(draft) || (edited ? typedText(edited.text, state.people, state.conversations) : ''),
  );
  const [caret, setCaret] = useState(text.length);
  const [chosen, setChosen] = useState(0);
  const [hidden, setHidden] = useState('');
  const [failure, setFailure] = useState('');
  const [broadcast, setBroadcast] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const select = useRef<[from: number, to: number]>(undefined);
  const listId = useId();

  const { part, found } = suggestionsFor(text.slice(0, caret), state);
  const offered = part !== hidden ? found : [];
  const current = offered[Math.min(chosen, offered.length - 1)];
  const shortcuts = state.app.shortcuts.filter((shortcut) => shortcut.kind === 'global');

  useEffect(() => {
    area.current?.focus();
    area.current?.setSelectionRange(-1, -1);
  }, []);
  useEffect(() => writeDraft(draft, text), [draft, text]);
  useLayoutEffect(() => {
    if (select.current) area.current?.setSelectionRange(...select.current);
    select.current = undefined;
  });

  function write(next: string, from: number, to = from): void {
    setText(next);
    setCaret(to);
    setChosen(0);
    setHidden('');
    select.current = [from, to];
    area.current?.focus();
  }

  function insert(words: string, replaced = 0): void {
    const [from, to] = selection();
    write(text.slice(0, from - replaced) + words + text.slice(to), from - replaced + words.length);
  }

  function wrap(mark: string): void {
    const [from, to] = selection();
    write(
      text.slice(0, from) + mark + text.slice(from, to) + mark + text.slice(to),
      from + mark.length,
      to + mark.length,
    );
  }

  function selection(): [from: number, to: number] {
    return [area.current?.selectionStart ?? text.length, area.current?.selectionEnd ?? text.length];
  }

  function endEdit(): void {
    const composer = area.current
      ?.closest('main, aside')
      ?.querySelector<HTMLElement>('.composer:not(article *) textarea');
    setText('');
    writeDraft(draft, '');
    onEnd?.();
    composer?.focus();
  }

  async function saveEdit(ts: string): Promise<void> {
    if (await ask('edit', { channel: conversation.id, ts, text: text.trim() })) endEdit();
  }

  async function send(): Promise<void> {
    if (!text.trim()) return;
    if (edited) return saveEdit(edited.ts);
    const typed = text;
    const command = /^(\/[^\s/]+)\s*([\s\S]*)$/.exec(typed);
    const place = { channel: conversation.id, ...(thread ? { threadTs: thread } : {}) };
    setFailure('');
    write('', 0);
    const answer = command?.[1]
      ? await call('command', { ...place, command: command[1], text: (command[2] ?? '').trim() })
      : await call('send', { ...place, text: typed.trim(), ...(broadcast ? { broadcast } : {}) });
    if (answer.ok) return setBroadcast(false);
    // The conversation may have been left meanwhile, so the words go where it will look for them.
    const newer = readDraft(draft);
    writeDraft(draft, newer ? `${typed}\n${newer}` : typed);
    setText((now) => (now ? `${typed}\n${now}` : typed));
    setCaret(typed.length);
    setHidden(typed);
    // Slackbot has told what became of a command that reached the server.
    if (!command || answer.refusal.code === trouble.code) setFailure(answer.refusal.message);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const mark = event.ctrlKey || event.metaKey ? marks.find(({ keys }) => keys === event.key) : undefined;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (mark) wrap(mark.mark);
    else if (current && step) setChosen((chosen + step + offered.length) % offered.length);
    else if (current && event.key === 'Escape') setHidden(part);
    else if (current && event.key === 'Tab' && !event.shiftKey) insert(current.insert, part.length);
    else if (event.key === 'Enter' && !event.shiftKey) {
      if (current && current.key !== part) insert(current.insert, part.length);
      else void send();
    } else if (event.key === 'ArrowUp' && !text) onEditLast?.();
    else if (event.key === 'Escape' && edited) endEdit();
    else return;
    event.preventDefault();
  }

  return (
    <div className="composer">
      {current ? (
        <SuggestionList
          id={listId}
          part={part}
          offered={offered}
          current={current}
          onPick={(each) => insert(each.insert, part.length)}
        />
      ) : null}
      <div role="alert">{failure ? <p className="small send-failure">{failure}</p> : null}</div>
      <div className="composer-box">
        <div className="line composer-row marks">
          {marks.map(({ label: name, mark, Icon }) => (
            <IconButton key={name} label={name} onClick={() => wrap(mark)}>
              <Icon size={16} />
            </IconButton>
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
          {...(current ? { 'aria-controls': listId, 'aria-activedescendant': `${listId}-${current.key}` } : {})}
          onChange={(event) => {
            setText(event.target.value);
            setCaret(event.target.selectionEnd);
            setChosen(0);
            setHidden('');
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionEnd)}
          onBlur={() => setHidden(part)}
          onKeyDown={onKeyDown}
        />
        {thread && !edited && conversation.kind !== 'app' ? (
          <label className="line small muted broadcast">
            <input type="checkbox" checked={broadcast} onChange={(event) => setBroadcast(event.target.checked)} />
            Also send to {nameOf(conversation)}
          </label>
        ) : null}
        <div className="line composer-row">
          <EmojiPicker
            trigger={
              <IconButton label="Insert emoji">
                <Smile size={18} />
              </IconButton>
            }
            onPick={(name) => insert(`:${name}: `)}
          />
          <IconButton label="Mention" onClick={() => insert('@')}>
            <AtSign size={18} />
          </IconButton>
          {shortcuts.length > 0 && !thread && !edited ? (
            <Menu.Root modal={false}>
              <Menu.Trigger
                render={
                  <IconButton label="Shortcuts">
                    <SquareSlash size={18} />
                  </IconButton>
                }
              />
              <Menu.Portal>
                <Menu.Positioner side="top" align="start" sideOffset={6} className="layer">
                  <Menu.Popup className="menu">
                    {shortcuts.map(({ callbackId, name, description }) => (
                      <Menu.Item
                        key={callbackId}
                        className="line menu-item two-lines"
                        aria-label={name}
                        data-more={description}
                        onClick={() => void ask('shortcut', { callbackId })}
                      >
                        {name}
                      </Menu.Item>
                    ))}
                  </Menu.Popup>
                </Menu.Positioner>
              </Menu.Portal>
            </Menu.Root>
          ) : null}
          {edited ? (
            <span className="line edit-foot">
              <button type="button" className="foot-button" onClick={endEdit}>
                Cancel
              </button>
              <button
                type="button"
                className="foot-button primary"
                aria-disabled={!text.trim()}
                onClick={() => void send()}
              >
                Save
              </button>
            </span>
          ) : (
            <IconButton label="Send" className="send" aria-disabled={!text.trim()} onClick={() => void send()}>
              <SendHorizontal size={16} />
            </IconButton>
          )}
        </div>
      </div>
    </div>
  );
}

interface SuggestionListProps {
  id: string;
  part: string;
  offered: Suggestion[];
  current: Suggestion;
  onPick: (suggestion: Suggestion) => void;
}

function SuggestionList({ id, part, offered, current, onPick }: SuggestionListProps): ReactNode {
  const kind = { '/': 'Commands', '@': 'People', '#': 'Channels', ':': 'Emoji' }[part.slice(0, 1)];
  return (
    <div className="popover suggestions">
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
            className="line suggestion"
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
              <strong>{each.title}</strong> <span className="muted">{each.usage}</span>
              {each.description ? <small>{each.description}</small> : null}
            </span>
            {each.app ? <small>{each.app}</small> : null}
          </div>
        ))}
      </div>
    </div>
  );
}
