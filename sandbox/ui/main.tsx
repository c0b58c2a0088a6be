import { createRoot } from 'react-dom/client';
import { App } from './app';
import { Gallery } from './gallery';

const root = document.getElementById('root');
if (root) createRoot(root).render(location.pathname === '/gallery' ? <Gallery /> : <App />);
