import type { KeyboardEvent } from 'react';

/** Up and down go from one of those that `selector` finds to the next. */
export function moveFocus(event: KeyboardEvent<HTMLElement>, selector: string): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
  const at = all.findIndex((each) => each === document.activeElement);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  all[at + step]?.focus();
}
