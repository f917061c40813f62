// Progressive enhancement only: every page works without this file.
(() => {
  const d = document;
  const one = (selector, inside = d) => inside.querySelector(selector);
  d.documentElement.classList.add('js');

  const announce = text => {
    const live = one('#live');
    if (live) {
      live.textContent = '';
      setTimeout(() => (live.textContent = text), 50);
    }
  };

  // Warns two minutes before an idle session expires.
  const idle = +d.body.dataset.idle;
  const ending = one('#ending');
  let timer;
  const restartIdleTimer = () => {
    if (!idle || !ending) return;
    clearTimeout(timer);
    ending.hidden = true;
    timer = setTimeout(() => (ending.hidden = false), (idle - 120) * 1000);
  };
  restartIdleTimer();

  // A dialog shows a page. On request, the server sends only the part of the page that belongs in the dialog.
  const fetchPart = (url, part, method) => {
    restartIdleTimer();
    return fetch(url, { method, headers: { 'X-Script': part } });
  };
  const focusIn = box => (one('[data-problems]', box) || one('#dialog-title', box) || box).focus();
  const fill = async (dialog, url) => {
    try {
      const response = await fetchPart(url, 'dialog');
      if (response.redirected) throw response;
      dialog.innerHTML = await response.text();
    } catch {
      location.assign(url);
      return false;
    }
    return true;
  };
  const openDialog = async link => {
    const dialog = d.createElement('dialog');
    dialog.setAttribute('aria-labelledby', 'dialog-title');
    dialog.className = link.dataset.dialog;
    if (!(await fill(dialog, link.href))) return;
    d.body.append(dialog);
    dialog.addEventListener('close', () => {
      dialog.request?.abort();
      dialog.remove();
      ((link.id && d.getElementById(link.id)) || link).focus();
    });
    dialog.showModal();
    focusIn(dialog);
  };

  // Forms in dialogs and uploads on any page are sent without leaving the page. The progress is visible, and a rejected
  // form keeps its values.
  const send = (form, dialog, button) => {
    const request = new XMLHttpRequest();
    const data = new FormData(form, button);
    const label = button?.innerHTML;
    const sending = one('[data-sending]', form);
    const sent = one('[data-sent]', form);
    const restore = () => {
      if (button) {
        button.disabled = false;
        button.innerHTML = label;
      }
    };
    restartIdleTimer();
    request.open('POST', form.action);
    request.setRequestHeader('X-Script', dialog ? 'dialog' : 'page');
    if (button) {
      button.disabled = true;
      if (button.dataset.busy) button.textContent = button.dataset.busy;
    }
    if (sending) {
      sending.hidden = false;
      request.upload.onprogress = e => {
        if (!e.lengthComputable) return;
        const percent = Math.floor((e.loaded / e.total) * 100);
        one('progress', sending).value = percent;
        sent.textContent = percent < 100 ? `${percent}% sent` : 'Sent. Checking the file…';
      };
    }
    request.onload = () => {
      if (request.status < 400) {
        location.assign(request.responseURL);
        return;
      }
      // If a limit was reached, the file is fine and stays selected for the next attempt.
      const files = request.status === 429 ? one('input[type=file]', form)?.files : null;
      const keepFile = inside => {
        const input = one('input[type=file]', inside);
        if (!files?.length || !input) return;
        input.files = files;
        showChosenFile(input);
      };
      if (dialog) {
        dialog.innerHTML = request.responseText;
        keepFile(dialog);
        focusIn(dialog);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, 'text/html');
      const main = one('#main');
      d.title = page.title;
      main.innerHTML = one('#main', page).innerHTML;
      keepFile(main);
      focusIn(main);
    };
    request.onerror = () => {
      restore();
      const sentence = sending
        ? 'The connection was lost, so nothing was uploaded. Your file is still selected: try again.'
        : 'The connection was lost. Your change may not have been saved: check, then try again.';
      if (sent) sent.textContent = sentence;
      announce(sentence);
    };
    if (dialog) dialog.request = request;
    request.send(form.enctype.startsWith('multipart') ? data : new URLSearchParams(data));
  };
  d.addEventListener('submit', e => {
    const form = e.target;
    const dialog = form.closest('dialog');
    // The columns are reviewed on a page of their own.
    if (e.submitter?.name === 'review') return;
    if (form.method !== 'post' || (!dialog && !form.matches('[data-upload]'))) return;
    e.preventDefault();
    send(form, dialog, e.submitter);
  });

  const selection = () => {
    const bar = one('[data-selection]');
    if (!bar) return;
    const number = d.querySelectorAll('[data-pick]:checked').length;
    bar.hidden = !number;
    one('[data-selected]', bar).textContent = `${number} selected`;
  };
  selection();

  d.addEventListener('click', e => {
    const at = selector => e.target.closest(selector);
    const plain = !(e.metaKey || e.ctrlKey || e.shiftKey || e.altKey);
    const dialog = at('dialog');
    let link;
    if (plain && dialog && (link = at('a[data-inside]'))) {
      e.preventDefault();
      fill(dialog, link.href).then(
        done => done && ((link.hash && one(link.hash, dialog)) || one('#dialog-title', dialog)).focus(),
      );
    } else if (plain && !dialog && (link = at('a[data-dialog]')) && window.HTMLDialogElement) {
      e.preventDefault();
      openDialog(link);
    }
    if (at('[data-close]')) dialog?.close();
    if (e.target.nodeName === 'DIALOG' && !one('form', e.target)) e.target.close();
    at('[data-dismiss]')?.closest('.notice').remove();
    if (at('[data-stay]')) fetchPart(location.href, 'page', 'HEAD');
    if (at('[data-unselect]')) {
      for (const box of d.querySelectorAll('[data-pick]:checked')) box.checked = false;
      selection();
      one('[data-pick]')?.focus();
    }
    const copy = at('[data-copy]');
    if (copy) {
      navigator.clipboard?.writeText(copy.dataset.copy).then(() => {
        copy.classList.add('done');
        announce(`Copied ${copy.dataset.copy}`);
        setTimeout(() => copy.classList.remove('done'), 1600);
      });
    }
    for (const menu of d.querySelectorAll('details.menu[open]')) {
      if (!menu.contains(e.target) || at('.pop a, .pop button')) menu.open = false;
    }
  });
  d.addEventListener('keydown', e => {
    const menu = e.key === 'Escape' && d.activeElement.closest('details.menu[open]');
    if (menu) {
      menu.open = false;
      one('summary', menu).focus();
    }
    // Shortcuts are single keys. They are ignored while a field has focus and can be turned off on the account page.
    if (!d.body.hasAttribute('data-shortcuts') || e.metaKey || e.ctrlKey || e.altKey) return;
    if (e.target.closest('input, select, textarea, dialog')) return;
    const find = e.key === '/' && one('#find');
    if (find) {
      e.preventDefault();
      find.focus();
      find.select();
    }
    if (e.key === 'j' || e.key === 'k') {
      const items = [...d.querySelectorAll('.q-item')];
      const at = items.findIndex(item => item.hasAttribute('aria-current'));
      const next = items[at < 0 ? 0 : at + (e.key === 'j' ? 1 : -1)];
      if (next) next.click();
      else if (items.length) announce(`This is the ${e.key === 'j' ? 'last' : 'first'} item on this page`);
    }
  });

  // Shows the name, size and number of lines of the chosen file, and reports problems that can be detected without the
  // server.
  const countLines = async file => {
    const reader = file.stream().getReader();
    let lines = 0;
    let last = 10;
    for (let part; !(part = await reader.read()).done;) {
      for (const byte of part.value) if (byte === 10) lines++;
      last = part.value.at(-1) ?? last;
    }
    return lines + (last !== 10);
  };
  const problemWith = (file, maxBytes) => {
    if (!file.size) return 'The selected file is empty';
    if (file.size > maxBytes) return `The selected file must be smaller than ${Math.floor(maxBytes / 1048576)} MB`;
    if (/\.(xls|xlsb|numbers|pdf|zip|docx?)$/i.test(file.name)) {
      return 'The selected file must be a CSV file, or a workbook saved as .xlsx or .ods. Save it in one of these formats, then choose it again.';
    }
    return '';
  };
  const showChosenFile = async input => {
    const file = input.files[0];
    const zone = input.closest('[data-drop]');
    const hint = one('[data-drop-hint]', zone);
    if (!file) return;
    const problem = problemWith(file, +input.dataset.most);
    input.setCustomValidity(problem);
    zone.classList.toggle('has-file', !problem);
    zone.closest('.field').classList.toggle('invalid', !!problem);
    one('[data-drop-name]', zone).textContent = file.name;
    const size = file.size > 1e6 ? `${(file.size / 1e6).toFixed(1)} MB` : `${Math.ceil(file.size / 1e3)} KB`;
    hint.textContent = problem || size;
    announce(`${file.name}: ${problem || 'selected'}`);
    if (!problem && !/\.(xlsx|xlsm|ods)$/i.test(file.name)) {
      const lines = await countLines(file).catch(() => 0);
      if (input.files[0] === file && lines) {
        hint.textContent = `${size} · ${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'}`;
      }
    }
  };
  d.addEventListener('change', e => {
    if (e.target.matches('[data-drop] input')) showChosenFile(e.target);
    if (e.target.matches('[data-submit]')) e.target.form.requestSubmit();
    if (e.target.matches('[data-pick]')) selection();
  });
  for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    d.addEventListener(type, e =>
      e.target.closest?.('[data-drop]')?.classList.toggle('over', type === 'dragenter' || type === 'dragover'),
    );
  }

  // htmx events come from search as you type and from the live rows of uploads in progress.
  let failures = 0;
  const paused = state => {
    const notice = one('#paused');
    if (notice) notice.hidden = !state;
  };
  d.addEventListener('announce', e => announce(e.detail.value));
  d.addEventListener('htmx:configRequest', e => {
    const data = e.detail.formData;
    for (const [name, value] of [...data]) if (value === '') data.delete(name);
    if (!e.target.closest('[hx-trigger^=every]')) restartIdleTimer();
  });
  d.addEventListener('htmx:afterSettle', selection);
  d.addEventListener('htmx:afterRequest', e => {
    const status = e.detail.xhr?.status;
    if (e.detail.successful) {
      failures = 0;
      paused(false);
      return;
    }
    if (!e.target.closest('[hx-trigger^=every]')) {
      if (status === 401) location.reload();
      return;
    }
    if (++failures >= 3 || status === 401) paused(true);
  });
})();
