import { matrixOf } from './matrix';
import { requesters } from './scenarios/requesters';

matrixOf('requesters', requesters);
