/** What Slack checks, and the words in which it refuses. Pure functions: no state but the rates', no input, no output. */
export {
  checkArguments,
  type ImplementedMethod,
  implementedMethods,
  largestFile,
  type Refused,
  readArguments,
} from './arguments';
export { checkBlocks, messageTooLong, type Surface } from './blocks';
export { isDay } from './elements';
export { createRates, type Rates } from './rates';
export { type ChannelKind, missingScope, neededScopes } from './scopes';
export { commandText, mentions, typedText, type World } from './text';
export { checkView, viewTooLarge } from './views';
