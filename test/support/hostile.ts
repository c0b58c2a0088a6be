/** What people write, at its worst: none of it may ping, break, or be shown otherwise than it was typed. */
export const hostile: Readonly<Record<string, string>> = {
  'a broadcast': '<!channel> <!here> <!everyone> @channel',
  'mentions of people': '<@U0DAVE> <@U0BOB|bob> @dave',
  'a link in disguise': '<https://evil.example|https://bank.example> http://a.example',
  'a channel': '<#C0GENERAL|general> #general',
  'a date': '<!date^0^{date_long}|now>',
  'escaped entities': '&amp;lt; &lt;!channel&gt; &#60; &',
  markup: '*bold* _it_ ~no~ `code` ```fence``` > quote',
  'emoji and their names': ':tada: 🎉👩‍👩‍👧‍👦 :printer:',
  'right-to-left text': 'الطابعة تحترق \u202Eesrever\u202C',
  'JSON and quotes': '{"type":"section"} "\'\\',
  'line breaks': 'one\n\n  two\n\tthree',
};

/** A text of exactly `length` characters, hostile from one end to the other. */
export function filledTo(length: number, words = '<!channel>&amp;<@U0DAVE>*x*😀'): string {
  const whole = words.repeat(Math.floor(length / words.length));
  return whole + 'x'.repeat(length - whole.length);
}
