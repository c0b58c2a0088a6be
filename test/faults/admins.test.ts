import { matrixOf } from './matrix';
import { admins } from './scenarios/admins';

matrixOf('admins', admins);
