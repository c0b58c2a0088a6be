import { array, assert, constantFrom, property } from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { TabContext } from '../ui/state/tab';
import { formatDate } from '../ui/text/dates';
import { emojiOf, searchEmoji, withEmoji } from '../ui/text/emoji';
import { beginning } from '../ui/text/fold';
import { Mrkdwn } from '../ui/text/mrkdwn';
import { shortWords } from '../ui/text/short-words';
import { now, tab } from './ui-tab';

const thisMorning = Date.parse('2026-11-24T08:56:00Z') / 1000;

function html(text: string, verbatim = false): string {
  const drawn = createElement(TabContext, { value: tab }, createElement(Mrkdwn, { text, verbatim }));
  return renderToStaticMarkup(drawn).replace(/^<div class="mrkdwn" dir="auto">|<\/div>$/g, '');
}

function seen(text: string): string {
  return html(text)
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');
}

describe('mrkdwn', () => {
  test('bold, italic, struck and code words look so', () => {
    expect(html('*a* _b_ ~c~ `d`')).toBe('<strong>a</strong> <em>b</em> <s>c</s> <code>d</code>');
  });

  test('escaped letters are shown as typed, and only once decoded', () => {
    expect(seen('&lt;!channel&gt; &amp;amp; <3')).toBe('<!channel> &amp; <3');
  });

  test('mentions carry names, and the reader sees their own in bold', () => {
    expect(html('<@U2>')).toBe('<bdi class="mention">@Bob Brown</bdi>');
    expect(html('<@U1>')).toBe('<bdi class="mention mention-me">@Alice Adams</bdi>');
    expect(seen('<@U9> <@U9|carol> <#C1> <#C9> <!here> <!subteam^S1|@team>')).toBe(
      '@U9 @carol #general #private-channel @here @team',
    );
  });

  test('only web and mail addresses become links', () => {
    expect(html('<https://example.com/?a=1&amp;b=2|here>')).toBe(
      '<a class="link" href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noreferrer">here</a>',
    );
    expect(seen('<mailto:help@example.com>')).toBe('help@example.com');
    expect(html('<javascript:alert(1)|here>')).toBe('&lt;javascript:alert(1)|here&gt;');
    expect(html('<data:text/html,x>')).not.toContain('<a');
  });

  test('a bare address is a link without its full stop, unless the text is verbatim', () => {
    expect(html('See *http://localhost:3000/x_y*.')).toContain(
      '<strong><a class="link" href="http://localhost:3000/x_y"',
    );
    expect(html('https://example.com', true)).toBe('https://example.com');
    expect(seen('&lt;https://example.com&gt;')).toBe('<https://example.com>');
    expect(html('`https://example.com`')).toBe('<code>https://example.com</code>');
  });

  test('an unknown :name: stays text, a known one is an emoji', () => {
    expect(seen(':tada: :nothing_like_it: 10:30:00 :+1::skin-tone-3:')).toBe('🎉 :nothing_like_it: 10:30:00 👍🏼');
  });

  test('quotes and code blocks stand alone, without empty lines after them', () => {
    expect(html('before\n&gt; one\n&gt; *two*\nafter')).toBe(
      'before\n<blockquote dir="auto">one\n<strong>two</strong></blockquote>after',
    );
    expect(html('a\n```\nx &lt; *y*\n```\nb')).toBe('a\n<pre dir="auto">x &lt; *y*</pre>b');
  });

  test('a quote is one on any line, its sign escaped or not, and in code it is none', () => {
    expect(html('Filed\n>It is *broken*')).toBe(
      'Filed\n<blockquote dir="auto">It is <strong>broken</strong></blockquote>',
    );
    expect(html('>>>one\ntwo')).toBe('<blockquote dir="auto">one\ntwo</blockquote>');
    expect(html('```\n> one\n```')).toBe('<pre dir="auto">&gt; one</pre>');
    expect(html('1 > 0')).toBe('1 &gt; 0');
  });

  test('a date is told in the reader’s zone, and by its fallback where it cannot be', () => {
    expect(seen(`<!date^${thisMorning}^{date_pretty} at {time}|later>`)).toBe('Today at 9:56 AM');
    expect(seen('<!date^soon^{time}|later>')).toBe('later');
    expect(html(`<!date^${thisMorning}^{ago}^https://example.com|later>`)).toContain('href="https://example.com"');
  });

  test('no text breaks the drawing or gets markup of its own', () => {
    const piece = constantFrom(
      '*',
      '_',
      '~',
      '`',
      '```',
      '\n',
      '&gt;',
      '<',
      '>',
      '|',
      '<@U1',
      '<!date^1^{ago}',
      ':',
      'a',
      ' ',
      '<script>',
    );
    assert(
      property(array(piece, { maxLength: 60 }), (pieces) => {
        expect(html(pieces.join(''))).not.toContain('<script');
      }),
    );
    expect(seen('&gt;\n'.repeat(20_000))).toContain('>');
  });
});

const reader = { now, me: { timeZone: 'UTC' } };

function at(format: string, day: string): string | undefined {
  return formatDate(format, Date.parse(day) / 1000, reader);
}

describe('dates', () => {
  test('every token reads as Slack documents it', () => {
    const day = '2014-02-18T14:39:42Z';
    expect(at('{date_num} {date_slash}', day)).toBe('2014-02-18 18/02/2014');
    expect(at('{date}', day)).toBe('February 18th, 2014');
    expect(at('{date_short}', day)).toBe('Feb 18, 2014');
    expect(at('{date_long}', day)).toBe('Tuesday, February 18th, 2014');
    expect(at('{date_long_full}', day)).toBe('February 18, 2014');
    expect(at('{time} {time_secs}', day)).toBe('2:39 PM 2:39:42 PM');
  });

  test('near days have names, capital only in front, and near years are left out', () => {
    expect(at('{date_pretty}', '2026-11-23T23:59:00Z')).toBe('Yesterday');
    expect(at('since {date_short_pretty}', '2026-11-24T00:00:00Z')).toBe('since today');
    expect(at('{date_long_pretty}', '2026-11-25T00:00:00Z')).toBe('Tomorrow');
    expect(at('{date_long_pretty}', '2026-11-02T12:00:00Z')).toBe('Monday, November 2nd');
  });

  test('ages grow from minutes to years', () => {
    expect(at('{ago}', '2026-11-24T08:59:30Z')).toBe('Just now');
    expect(at('Claimed {ago}', '2026-11-24T08:57:00Z')).toBe('Claimed 3 minutes ago');
    expect(at('{ago}', '2026-11-24T05:00:00Z')).toBe('4 hours ago');
    expect(at('{ago}', '2026-11-25T09:00:00Z')).toBe('In 1 day');
    expect(at('{ago}', '2024-01-01T00:00:00Z')).toBe('2 years ago');
  });

  test('an unknown token or an impossible time asks for the fallback', () => {
    expect(at('{nothing}', '2026-11-24T00:00:00Z')).toBeUndefined();
    expect(at('{constructor}', '2026-11-24T00:00:00Z')).toBeUndefined();
    expect(formatDate('{time}', 1e20, reader)).toBeUndefined();
  });
});

describe('emoji', () => {
  test('Slack’s names give coloured emoji, with skin tones', () => {
    expect(emojiOf('heart')).toBe('❤️');
    expect(emojiOf('bellhop_bell')).toBe('🛎️');
    expect(emojiOf('wave::skin-tone-6')).toBe('👋🏿');
    expect(emojiOf('constructor')).toBeUndefined();
  });

  test('a search names what starts with the letters first', () => {
    expect(searchEmoji('tad', 3)[0]).toBe('tada');
    expect(searchEmoji('no such thing', 3)).toEqual([]);
  });

  test('plain words keep unknown names', () => {
    expect(withEmoji(':ticket: #1 :nope: 10:30')).toBe('🎫 #1 :nope: 10:30');
  });
});

describe('a long text', () => {
  const x = 'x'.repeat(695);

  test('stands whole up to 700 characters, and shows its beginning beyond', () => {
    expect(beginning({ type: 'plain_text', text: 'y'.repeat(700) })).toBeUndefined();
    expect(beginning({ type: 'plain_text', text: 'y'.repeat(701) })).toBe(`${'y'.repeat(700)}…`);
  });

  test('is cut before a mention, an entity or an emoji, never through it', () => {
    expect(beginning({ type: 'mrkdwn', text: `${x} <@U1> more` })).toBe(`${x}…`);
    expect(beginning({ type: 'mrkdwn', text: `${x}xx&amp; more` })).toBe(`${x}xx…`);
    expect(beginning({ type: 'plain_text', text: `${x}xxxx🎉 more` })).toBe(`${x}xxxx…`);
  });

  test('does not vanish behind a lone bracket, and its open code block is closed', () => {
    expect(beginning({ type: 'plain_text', text: `<${'y'.repeat(800)}` })).toHaveLength(701);
    expect(beginning({ type: 'mrkdwn', text: `<${'y'.repeat(800)}` })).toHaveLength(701);
    expect(beginning({ type: 'mrkdwn', text: `\`\`\`\n${'y'.repeat(800)}\n\`\`\`` })).toMatch(/…\n```$/);
  });
});

function short(text: string): string {
  return shortWords(text, tab.state);
}

describe('the first words of a message', () => {
  test('are one line of plain words: names for mentions, labels for links, no marks', () => {
    expect(short('New from <@U2>: *Printer*\n_on_ `fire` :fire:')).toBe('New from @Bob Brown: Printer on fire 🔥');
    expect(short('<https://example.com|the form>, <!date^1^{ago}|today>, <#C1|general>, <!here>')).toBe(
      'the form, today, #general, @here',
    );
    expect(short('a_b_c 2*3*4 &lt;b&gt; <@U9>')).toBe('a_b_c 2*3*4 <b> <@U9>');
    expect(short(' \n ')).toBe('');
  });

  test('end in an ellipsis where they are many, and never in half an emoji', () => {
    expect(short('y'.repeat(80))).toBe('y'.repeat(80));
    expect(short('y'.repeat(81))).toBe(`${'y'.repeat(80)}…`);
    expect(short(`${'y'.repeat(79)}🎉 more`)).toBe(`${'y'.repeat(79)}🎉…`);
  });

  test('are found in hostile text without delay', () => {
    assert(
      property(
        array(constantFrom('*', '_', '`', '<', '>', '|', '@', '!', ' ', 'a', '\n'), { maxLength: 80 }),
        (signs) => {
          expect(Array.from(short(signs.join(''))).length).toBeLessThanOrEqual(81);
        },
      ),
    );
    expect(short('*a '.repeat(4000))).toHaveLength(81);
    expect(short('<a|'.repeat(4000))).toHaveLength(81);
  });
});
