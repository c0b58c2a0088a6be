import type { AnyBlock, ConfirmationDialog, InputBlock, PlainTextElement } from '@slack/types';
import { Eye } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { GalleryItem, Gallery as Sections } from '../src/protocol';
import { Blocks } from './blocks/blocks';
import { Avatar } from './parts';
import { TabContext, useConnectedTab, useTab } from './state/tab';
import { inOrder, Mrkdwn, plainWords, Words } from './text/mrkdwn';

/** All that the app can show, side by side, as an admin sees it; its buttons are there to be looked at. */
export function Gallery(): ReactNode {
  const { tab } = useConnectedTab('carol');
  const [all, setAll] = useState<Sections>();
  const [chosen, setChosen] = useState<string>();
  useEffect(() => {
    const load = async (): Promise<void> => {
      const response = await fetch('/practice/gallery');
      setAll(response.ok ? await response.json() : {});
    };
    void load();
  }, []);
  if (!tab || !all) return <output>Connecting to the practice workspace…</output>;
  const [first = 'This workspace was started without a gallery.'] = Object.keys(all);
  const words = chosen ?? first;
  const sections = all[words] ?? [];
  return (
    <TabContext value={tab}>
      <div className="gallery">
        <nav aria-label="Sections">
          <h1>All that {tab.state.app.name} says</h1>
          <fieldset>
            <legend className="small muted">Practice workspace, with words that are</legend>
            {Object.keys(all).map((kind) => (
              <label key={kind} className="line">
                <input type="radio" checked={kind === words} onChange={() => setChosen(kind)} /> {kind}
              </label>
            ))}
          </fieldset>
          {sections.map(({ title }, index) => (
            <a key={title} href={`#section-${index}`}>
              {title}
            </a>
          ))}
        </nav>
        <main>
          {sections.length === 0 ? words : null}
          {sections.map(({ title, items }, index) => (
            <section key={`${words} ${title}`} id={`section-${index}`} aria-label={title}>
              <h2>{title}</h2>
              {inOrder(items, (item) => (
                <article>
                  <h3 className="small muted">{item.name}</h3>
                  <Item item={item} />
                </article>
              ))}
            </section>
          ))}
        </main>
      </div>
    </TabContext>
  );
}

function Item({ item: { shows, content } }: { item: GalleryItem }): ReactNode {
  switch (shows) {
    case 'message':
      return (
        <>
          <Said>
            <Drawn blocks={content.blocks} />
          </Said>
          <div className="small muted">
            <Mrkdwn text={content.text} />
          </div>
        </>
      );
    case 'error':
      return (
        <>
          <Said ephemeral>
            <Mrkdwn text={content.text} />
          </Said>
          <Drawn blocks={[anyField]} errors={{ '0': content.underField }} />
        </>
      );
    case 'home':
      return (
        <div className="home">
          <Drawn blocks={content.blocks} />
        </div>
      );
    case 'modal':
      return (
        <Standing title={content.title} no={content.close} yes={content.submit}>
          <Drawn blocks={content.blocks} />
        </Standing>
      );
    case 'confirm':
      return (
        <Standing title={content.title} no={content.deny} yes={content.confirm} look={content.style}>
          <Words text={content.text} />
        </Standing>
      );
    default:
      return shows satisfies never;
  }
}

const anyField: InputBlock = {
  type: 'input',
  label: { type: 'plain_text', text: 'The same under a field' },
  element: { type: 'plain_text_input', action_id: 'words' },
};

/** Blocks that nobody has posted: Slack gives names to those that have none, and so does this page. */
function Drawn({ blocks, errors }: { blocks: AnyBlock[]; errors?: Record<string, string> }): ReactNode {
  const named = blocks.map((block, index) => ({ ...block, block_id: String(index) }));
  return <Blocks blocks={named} container={{ type: 'view', viewId: 'gallery' }} {...(errors && { errors })} />;
}

function Said({ ephemeral = false, children }: { ephemeral?: boolean; children: ReactNode }): ReactNode {
  const { userId, name } = useTab().state.app;
  return (
    <div className="message" data-head="true">
      {ephemeral ? (
        <p className="line small muted above">
          <Eye size={14} aria-hidden="true" /> Only visible to you
        </p>
      ) : null}
      <Avatar id={userId} size={36} />
      <div>
        <p className="line message-head">
          <strong>{name}</strong> <span className="app-tag">APP</span>
        </p>
        {children}
      </div>
    </div>
  );
}

interface StandingProps extends Record<'title' | 'no' | 'yes', PlainTextElement | undefined> {
  look?: ConfirmationDialog['style'];
  children: ReactNode;
}

/** A modal that stands in the page. */
function Standing({ title, no, yes, look = 'primary', children }: StandingProps): ReactNode {
  return (
    <div className="modal">
      <div className="line modal-head">
        <Avatar id={useTab().state.app.userId} size={36} />
        <h4>{title && plainWords(title)}</h4>
      </div>
      <div className="modal-body">{children}</div>
      <div className="line modal-foot">
        {no ? <span className="button big">{plainWords(no)}</span> : null}
        {yes ? <span className={`button big ${look}`}>{plainWords(yes)}</span> : null}
      </div>
    </div>
  );
}
