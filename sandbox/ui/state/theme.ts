export const themes = ['System', 'Light', 'Dark'] as const;
export type Theme = (typeof themes)[number];

/** The theme that was chosen in this browser. */
export function readTheme(): Theme {
  const kept = localStorage.getItem('theme');
  return themes.find((theme) => theme === kept) ?? 'System';
}

/** Shows a theme, and keeps it for every person of this browser. */
export function showTheme(theme: Theme): void {
  localStorage.setItem('theme', theme);
  if (theme === 'System') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme.toLowerCase();
}
