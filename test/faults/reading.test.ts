import { matrixOf } from './matrix';
import { reading } from './scenarios/reading';

matrixOf('reading', reading);
