import type { Refusal } from './protocol';

/** Thrown by a verb that did not work; carries what the person is told. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.message}`);
    this.refusal = refusal;
  }
}

/** The words are those of the practice workspace's page, "Behaviour and words on failure". */
export const refusals = {
  commandFailed: (command: string, code: 'operation_timeout' | 'dispatch_failed') =>
    new Refused({ code, message: `${command} failed with the error "${code}"` }),
  unknownCommand: (command: string) =>
    new Refused({
      code: 'invalid_command',
      message: `${command} is not a valid command. In Slack, all messages that start with the “/” character are interpreted as slash commands. If you are trying to send a message and not run a slash command, try preceding the “/” with an empty space.`,
    }),
  commandInThread: (command: string) =>
    new Refused({ code: 'command_in_thread', message: `${command} is not supported in threads. Sorry!` }),
  clickTimedOut: (code: 'operation_timeout' | 'dispatch_failed') =>
    new Refused({ code, message: 'Operation timed out. Apps need to respond within 3 seconds.' }),
  troubleConnecting: () =>
    new Refused({ code: 'trouble_connecting', message: 'We had some trouble connecting. Try again?' }),
  notAllowed: (message: string) => new Refused({ code: 'not_allowed', message }),
};
