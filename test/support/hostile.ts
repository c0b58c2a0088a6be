export { filledTo, hostile } from '../../scripts/gallery/examples';
