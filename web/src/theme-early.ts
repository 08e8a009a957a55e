// SPDX-License-Identifier: Apache-2.0
//
// Runs before anything is painted, so that a theme chosen by hand does not flash in the other one. Not a module: modules
// run too late. It imports and exports nothing for that reason.
(() => {
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
  } catch {
    // No storage: the system's theme.
  }
})();
