import { matrixOf } from './matrix';
import { accounts } from './scenarios/accounts';

matrixOf('accounts', accounts);
