import { matrixOf } from './matrix';
import { conversation } from './scenarios/conversation';

matrixOf('conversation', conversation);
