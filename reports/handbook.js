// The handbook reads completely without this. It searches, and shows the search field where it can.
(() => {
  'use strict';
  document.documentElement.classList.add('js');
  const MOST = 60;
  const form = document.querySelector('form[role=search]');
  const field = form && form.querySelector('input');
  if (!field) return;
  form.hidden = false;

  document.addEventListener('keydown', event => {
    const typing = event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });

  const found = document.getElementById('found');
  if (!found || !window.clearanceHandbook) return;
  const shown = document.getElementById('shown');
  const results = document.getElementById('results');
  const {kinds, packs, entries: lines} = window.clearanceHandbook;
  const about = (pack, cite) => [packs[pack], cite].filter(Boolean).join(', ');
  const entries = lines.map(([kind, title, name, href, pack, cite]) => ({
    kind: kinds[kind],
    title,
    name,
    href: href || `${kinds[kind].toLowerCase()}s/${name.split(' ')[0]}.html`,
    context: about(pack, cite),
    inTitle: title.toLowerCase(),
    inName: name.toLowerCase(),
    words: `${title} ${name} ${about(pack, cite)} ${kinds[kind]}`.toLowerCase(),
  }));

  // What is named exactly comes first, then what begins with the words, then titles, then the rest.
  const rank = (entry, wanted, words) => {
    if (entry.inName.split(' ').includes(wanted) || entry.inTitle === wanted) return 0;
    if (entry.inTitle.startsWith(wanted)) return 1;
    if (words.every(word => entry.inTitle.includes(word))) return 2;
    if (words.every(word => entry.inName.includes(word))) return 3;
    return 4;
  };

  const line = entry => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = entry.href;
    link.textContent = entry.title;
    const below = document.createElement('span');
    below.className = 'k';
    below.textContent = [entry.kind, entry.name, entry.context].filter(Boolean).join(' · ');
    item.append(link, ' ', below);
    return item;
  };

  const search = () => {
    const wanted = field.value.trim().toLowerCase();
    const words = wanted.split(/\s+/).filter(Boolean);
    found.hidden = !words.length;
    if (!words.length) {
      results.replaceChildren();
      return;
    }
    const hits = entries
      .filter(entry => words.every(word => entry.words.includes(word)))
      .map((entry, position) => ({entry, position, rank: rank(entry, wanted, words)}))
      .sort((one, other) => one.rank - other.rank || one.position - other.position);
    results.replaceChildren(...hits.slice(0, MOST).map(hit => line(hit.entry)));
    shown.textContent = !hits.length
      ? 'Nothing holds all of these words.'
      : hits.length > MOST
        ? `${hits.length} found, the first ${MOST} are shown. Add a word to see fewer.`
        : `${hits.length} found`;
  };

  form.addEventListener('submit', event => {
    event.preventDefault();
    search();
    const first = results.querySelector('a');
    if (first) first.focus();
  });
  field.addEventListener('input', search);
  field.value = new URLSearchParams(location.search).get('q') || field.value;
  search();
})();
