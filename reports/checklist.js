// The page reads completely without this. It filters and regroups the findings, opens what a link points to,
// and opens everything for the printer. It adds no text of its own but headings, counts and hints.
(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');

  const setUp = () => {
    const list = document.getElementById('list');
    const form = document.querySelector('.filters');
    if (!list || !form) return;
    const shown = document.getElementById('shown');
    const byRegime = [...list.children];
    const findings = [...list.querySelectorAll('.f')].map(element => ({
      element,
      home: element.parentElement,
      number: Number(element.dataset.number),
      kind: element.dataset.kind,
      status: element.dataset.status,
      severity: element.dataset.severity,
      regime: element.dataset.regime,
      principle: element.dataset.principle,
      channels: element.dataset.channels.split(' '),
      words: null,
    }));
    const kindTitles = new Map();
    for (const group of byRegime) kindTitles.set(group.dataset.kind, group.querySelector('.kind').textContent);
    const marks = new Map();
    for (const box of form.querySelectorAll('[name=status]')) {
      marks.set(box.value, {shape: box.nextElementSibling, word: box.parentElement.childNodes[2].textContent.trim()});
    }

    const make = (tag, className, text) => {
      const element = document.createElement(tag);
      if (className) element.className = className;
      if (text) element.textContent = text;
      return element;
    };

    const summaryOf = folded => {
      const summary = make('summary');
      for (const [status, mark] of marks) {
        const number = folded.filter(finding => finding.status === status).length;
        if (!number) continue;
        if (summary.hasChildNodes()) summary.append(', ');
        summary.append(mark.shape.cloneNode(true), ` ${number} ${mark.word.toLowerCase()}`);
      }
      return summary;
    };

    const principleGroup = (title, kind, members) => {
      const group = make('section', 'group');
      const heading = make('h3');
      heading.append(make('span', '', title), ' ', make('span', 'kind', kindTitles.get(kind)));
      const open = make('div', 'open');
      group.append(heading, open);
      const folded = members.filter(finding => finding.element.classList.contains('row'));
      for (const finding of members) if (!folded.includes(finding)) open.append(finding.element);
      if (folded.length) {
        const fold = make('details', 'fold');
        const rows = make('div', 'rows');
        rows.append(...folded.map(finding => finding.element));
        fold.append(summaryOf(folded), rows);
        group.append(fold);
      }
      return group;
    };

    const group = by => {
      if (by === list.dataset.by) return;
      list.dataset.by = by;
      if (by === 'regime') {
        for (const finding of findings) finding.home.append(finding.element);
        list.replaceChildren(...byRegime);
        return;
      }
      const principles = [...form.elements.principle.options].filter(option => option.value);
      const groups = [];
      for (const kind of kindTitles.keys()) {
        for (const {value, textContent} of principles) {
          const members = findings.filter(finding => finding.kind === kind && finding.principle === value);
          if (members.length) groups.push(principleGroup(textContent, kind, members));
        }
      }
      list.replaceChildren(...groups);
    };

    const matches = (finding, wanted) => {
      if (!wanted.status.includes(finding.status)) return false;
      for (const name of ['severity', 'regime', 'principle']) {
        if (wanted[name] && finding[name] !== wanted[name]) return false;
      }
      if (wanted.channel && !finding.channels.includes(wanted.channel)) return false;
      if (!wanted.words.length) return true;
      finding.words ??= finding.element.textContent.toLowerCase();
      return wanted.words.every(word => finding.words.includes(word));
    };

    const wanted = () => {
      const data = new FormData(form);
      return {
        status: data.getAll('status'),
        severity: data.get('severity'),
        regime: data.get('regime'),
        principle: data.get('principle'),
        channel: data.get('channel'),
        words: data.get('words').toLowerCase().split(/\s+/).filter(Boolean),
      };
    };

    const apply = () => {
      const filter = wanted();
      let number = 0;
      for (const finding of findings) {
        const fits = matches(finding, filter);
        finding.element.classList.toggle('is-out', !fits);
        if (fits) number += 1;
      }
      const narrowed = number < findings.length;
      for (const fold of list.querySelectorAll('.fold')) {
        const left = fold.querySelectorAll('.f:not(.is-out)').length;
        fold.classList.toggle('is-out', !left);
        fold.open = narrowed && left > 0 && left <= 20;
      }
      for (const one of list.children) one.classList.toggle('is-out', !one.querySelector('.f:not(.is-out)'));
      shown.textContent = !number
        ? 'No finding matches. Clear a filter to see more.'
        : narrowed
          ? `${number} of ${findings.length} findings. A printed copy always holds all of them.`
          : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
    };

    const clear = () => {
      form.reset();
      group('regime');
      apply();
    };

    form.addEventListener('submit', event => event.preventDefault());
    form.addEventListener('input', event => {
      if (event.target.name === 'by') group(event.target.value);
      apply();
    });
    form.querySelector('button').addEventListener('click', clear);
    if (matchMedia('(max-width: 900px)').matches) document.getElementById('filters').open = false;
    // A browser that restores a form after a reload restores its values, not what they did.
    clear();
    return {clear};
  };

  const targetOf = hash => {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch {
      return null;
    }
  };

  const reveal = page => {
    const target = targetOf(location.hash);
    if (!target) return;
    if (page && target.closest('.is-out')) page.clear();
    let opened = false;
    for (let one = target.parentElement; one; one = one.parentElement) {
      if (one.tagName === 'DETAILS' && !one.open) opened = one.open = true;
    }
    if (opened) target.scrollIntoView();
  };

  const openForPrinter = () => {
    let closed = [];
    addEventListener('beforeprint', () => {
      closed = [...document.querySelectorAll('main details:not([open])')];
      for (const one of closed) one.open = true;
    });
    addEventListener('afterprint', () => {
      for (const one of closed) one.open = false;
    });
  };

  document.addEventListener('DOMContentLoaded', () => {
    const page = setUp();
    addEventListener('hashchange', () => reveal(page));
    // Following the same link twice changes no hash.
    document.addEventListener('click', event => {
      const link = event.target.closest('a[href^="#"]');
      if (link && link.hash === location.hash) reveal(page);
    });
    reveal(page);
    openForPrinter();
  });
})();
