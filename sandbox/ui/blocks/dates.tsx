import { Popover } from '@base-ui/react/popover';
import type { Datepicker } from '@slack/types';
import { CalendarDays } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { DayPicker } from 'react-day-picker';
import { useTab } from '../state/tab';
import { formatDate } from '../text/dates';
import { plainWords } from '../text/mrkdwn';
import { type ElementProps, useActing } from './acting';

/** A button that opens a calendar. */
export function DateElement(props: ElementProps<Datepicker>): ReactNode {
  const { element, field } = props;
  const { aria, beside, choose, locked, value } = useActing(props);
  const { now, me } = useTab();
  const [open, setOpen] = useState(false);
  const shownId = useId();
  const placeholder = element.placeholder ? plainWords(element.placeholder) : 'Select a date';
  const date = (value?.type === 'datepicker' && value.date) || undefined;
  const chosen = date === undefined ? undefined : atMidnight(date);
  const shown = chosen ? written(chosen, 'long') : placeholder;
  const today = formatDate('{date_num}', now.getTime() / 1000, { now, me }) ?? '';

  function pick(day: Date | undefined): void {
    setOpen(false);
    // The chosen day, picked again, is taken back.
    if (day || !aria['aria-required']) choose({ type: 'datepicker', date: day?.toISOString().slice(0, 10) ?? null });
  }

  return (
    <span className="bk-element">
      <Popover.Root open={open} onOpenChange={(next) => setOpen(next && !locked)}>
        <Popover.Trigger
          className="field select"
          {...aria}
          // A button's name holds what can be read on it: here, the date too.
          aria-labelledby={field && `${aria['aria-labelledby']} ${shownId}`}
          aria-label={field ? undefined : [placeholder, chosen && shown].filter(Boolean).join(', ')}
          data-placeholder={chosen === undefined}
        >
          <bdi id={shownId} className="ellipsis">
            {shown}
          </bdi>
          <CalendarDays size={16} aria-hidden />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner className="layer" sideOffset={4} align="start">
            <Popover.Popup className="menu calendar" aria-label={placeholder}>
              <DayPicker
                mode="single"
                // oxlint-disable-next-line jsx-a11y/no-autofocus -- A dialog that somebody opened takes the focus.
                autoFocus
                timeZone="UTC"
                today={atMidnight(today)}
                selected={chosen}
                {...(chosen && { defaultMonth: chosen })}
                onSelect={pick}
                labels={{ labelDayButton: (day, is) => (is.today ? 'Today, ' : '') + written(day, 'full') }}
              />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      {beside}
    </span>
  );
}

/** A day that is on the calendar what `date` says, wherever the browser is. */
function atMidnight(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

function written(day: Date, dateStyle: 'long' | 'full'): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle, timeZone: 'UTC' }).format(day);
}
