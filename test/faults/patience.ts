import { type Actor, type Message, type ModalInHand, Refused } from '@deskbell/sandbox';

/** What people do where something goes wrong: they try again. */
export interface Patience {
  /** Does it until there is something to see; Slack's refusals are what people are told, and try again after. */
  until<T>(what: string, attempt: () => Promise<unknown>, look: Look<T>): Promise<T>;
  /** Opens a form by whatever opens it; where a field is named, one that has it. */
  opens(person: Actor, title: string, attempt: () => Promise<unknown>, field?: string): Promise<ModalInHand>;
  /** Sends a form until it is taken; gives how often. */
  sends(form: ModalInHand): Promise<number>;
  /** Presses a button until what it is for has happened. */
  presses(person: Actor, button: string, where: Message | 'home', look: Look<unknown>): Promise<void>;
  /** Waits until Deskbell has nothing left to do, while time passes. */
  calm(): Promise<void>;
  /** Says something, once, and waits until it is heard. */
  says<T>(what: string, act: () => Promise<unknown>, look: Look<T>): Promise<T>;
}

export type Look<T> = () => Promise<T | undefined> | T | undefined;

/** More often nobody tries. */
const triesMost = 8;
/** Where nothing comes for so long, people try again. */
const pressAgainMs = 1_500;
const lookEveryMs = 50;

export interface Meanwhile {
  /** Ends what is broken at that moment, and says whether something was. */
  mends(): Promise<boolean>;
  /** Time passes, until somebody tries again. */
  passes(): Promise<void>;
  calm(): Promise<void>;
}

export function patience({ mends, passes, calm }: Meanwhile): Patience {
  return { until, opens, sends, presses, calm, says };

  async function until<T>(what: string, attempt: () => Promise<unknown>, look: Look<T>): Promise<T> {
    for (let tries = 0; tries < triesMost; tries += 1) {
      await attempt().catch(unlessTold);
      const found = await soon(look);
      if (found !== undefined) return found;
      await passes();
    }
    throw new Error(`Tried ${triesMost} times: ${what}.`);
  }

  async function presses(person: Actor, button: string, where: Message | 'home', look: Look<unknown>): Promise<void> {
    await until(button, () => person.presses(button, where), look);
  }

  async function says<T>(what: string, act: () => Promise<unknown>, look: Look<T>): Promise<T> {
    await act();
    return await until(what, async () => undefined, look);
  }

  async function opens(
    person: Actor,
    title: string,
    attempt: () => Promise<unknown>,
    field = '',
  ): Promise<ModalInHand> {
    return await until(
      `the form ${title}`,
      async () => {
        await closesWhatSays(person, title);
        await attempt();
      },
      async () => {
        const form = await openOf(person, title);
        return form?.words().includes(field) ? form : undefined;
      },
    );
  }

  async function sends(form: ModalInHand): Promise<number> {
    const told: string[] = [];
    for (let tries = 0; tries < triesMost; tries += 1) {
      const became = await form.submits().then(
        (submitted) => submitted.became,
        (error: unknown) => {
          unlessTold(error);
          return isOver(error) ? 'closed' : String(error);
        },
      );
      if (became === 'closed' || became === 'changed') return tries + 1;
      told.push(`${became} ${JSON.stringify(form.errors)}`);
      await mends();
    }
    throw new Error(`The form was sent ${triesMost} times, and not taken: ${told.join(', ')}`);
  }

  async function soon<T>(look: Look<T>): Promise<T | undefined> {
    let end = Date.now() + pressAgainMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (await mends()) end = Date.now() + pressAgainMs;
      if (Date.now() > end) return undefined;
      await new Promise((again) => setTimeout(again, lookEveryMs));
    }
  }
}

/** Words in the place of a form, or a form that was opened before: whoever tries again closes them. */
async function closesWhatSays(person: Actor, title: string): Promise<void> {
  for (const said of ['Deskbell', title]) await (await openOf(person, said))?.closes();
}

async function openOf(person: Actor, title: string): Promise<ModalInHand | undefined> {
  return await person.modal(title, { limitMs: 0 }).catch(() => undefined);
}

/** Slack has told the person that it did not work, or what was to be pressed is there no more. */
function unlessTold(error: unknown): void {
  const isGone = error instanceof Error && error.message.includes('sees no button');
  if (!isGone && !(error instanceof Refused)) throw error;
}

/** A form that was sent late has closed meanwhile. */
function isOver(error: unknown): boolean {
  return error instanceof Refused && error.refusal.code === 'not_allowed';
}
