"use strict";
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const language = document.documentElement.lang;
  const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const count = (number) => number.toLocaleString(language);

  /* What is kept compressed beside the page. */
  const islands = new Map();
  const island = (name) => {
    if (!islands.has(name)) islands.set(name, unpacked(document.getElementById("island-" + name).textContent));
    return islands.get(name);
  };
  const unpacked = async (text) => {
    const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };

  /* Light and dark. */
  const tools = document.getElementById("tools");
  const remembered = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const dark = () => (document.documentElement.dataset.theme ||
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const kept = remembered();
  if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
  const theme = make("button", { type: "button" });
  const named = () => { theme.textContent = dark() ? words.light : words.dark; };
  theme.addEventListener("click", () => {
    const chosen = dark() ? "light" : "dark";
    document.documentElement.dataset.theme = chosen;
    try { localStorage.setItem("theme", chosen); } catch { /* a page from a memory stick may keep nothing */ }
    named();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", named);
  named();

  /* Articles: opened by their address, and brought into the page first where they are kept beside it. */
  const articles = async (code) => {
    const index = await island("index");
    const wanted = code.toLowerCase();
    const place = index.findIndex(([known]) => known.toLowerCase() === wanted);
    if (place < 0) return null;
    const address = "p-" + index[place][0];
    if (!document.getElementById(address)) {
      const held = await island("articles-" + Math.floor(place / words.together));
      const template = make("template");
      template.innerHTML = held[place % words.together];
      for (const table of template.content.querySelectorAll("table")) furnish(table);
      document.getElementById("opened").prepend(template.content);
    }
    return document.getElementById(address);
  };
  const go = async () => {
    const address = decodeURIComponent(location.hash.slice(1));
    if (!address.startsWith("p-")) return;
    const article = await articles(address.slice(2));
    if (article === null) return;
    article.open = true;
    article.scrollIntoView();
    article.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", go);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#p-"]');
    if (link && link.hash === location.hash) go();
  });

  /* The rows behind a total. */
  const places = (text) => text.split(",").flatMap((part) => {
    const [first, last] = part.split("-").map(Number);
    return Array.from({ length: (last ?? first) - first + 1 }, (_, step) => first + step);
  });
  const opener = (row, ledger) => {
    const head = row.cells[0];
    const button = make("button", { type: "button", className: "opens", title: words.behind });
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", words.behind + ": " + head.textContent.trim());
    button.addEventListener("click", async () => {
      if (row.nextElementSibling?.classList.contains("behind")) {
        row.nextElementSibling.remove();
        button.setAttribute("aria-expanded", "false");
        return;
      }
      button.setAttribute("aria-expanded", "true");
      const { headings, kinds, rows } = (await island("ledgers"))[ledger];
      const chosen = places(row.dataset.rows).map((place) => rows[place]);
      const filled = headings.map((_, column) => chosen.some((cells) => cells[column] !== "" && cells[column] !== "–"));
      const used = headings.map((_, column) => column).filter((column) => filled[column]);
      const known = new Set((await island("index")).map(([code]) => code));
      const table = make("table", {
        className: used.map((column, place) => (kinds[column] ? kinds[column] + (place + 1) : "")).join(" "),
      });
      const top = table.createTHead().insertRow();
      for (const column of used) top.append(make("th", { scope: "col", textContent: headings[column] }));
      const body = table.createTBody();
      for (const cells of chosen) {
        const line = body.insertRow();
        for (const column of used) {
          const text = cells[column];
          const cell = line.insertCell();
          if (known.has(text)) cell.append(make("a", { href: "#p-" + text, textContent: text }));
          else cell.textContent = text;
        }
      }
      const wide = make("div", { className: "wide", tabIndex: 0 }, table);
      wide.setAttribute("role", "region");
      wide.setAttribute("aria-label", button.getAttribute("aria-label"));
      const cell = make("td", { colSpan: row.cells.length }, make("p", {
        textContent: say("rows_behind", { count: count(chosen.length) }),
      }), wide);
      row.after(make("tr", { className: "behind" }, cell));
      furnish(table);
    });
    head.prepend(button);
  };
  const close = (table) => {
    for (const row of table.querySelectorAll(":scope > tbody > tr.behind")) row.remove();
    for (const button of table.querySelectorAll('.opens[aria-expanded="true"]')) {
      button.setAttribute("aria-expanded", "false");
    }
  };

  /* Sorting: numbers as the language writes them, dates by their months, anything else as text. */
  const decimal = (1.5).toLocaleString(language).charAt(1);
  const months = new Map(words.months.map((month, place) => [month.toLowerCase(), place + 1]));
  const collator = new Intl.Collator(language, { numeric: true });
  const key = (cell) => {
    const text = cell.textContent.trim();
    if (text === "" || text === "–") return null;
    const number = /^[+-]?[\d.,\s\u00a0\u202f]+(?:%|\s%|\s[A-Z]{3})?$/.test(text)
      ? Number(text.replace(/[%\sA-Z\u00a0\u202f]/g, "").replace(decimal === "," ? /\./g : /,/g, "").replace(",", "."))
      : NaN;
    if (!Number.isNaN(number)) return number;
    const parts = text.toLowerCase().split(/[\s\u00a0]+(?:de\s)?/);
    const month = parts.findIndex((part) => months.has(part));
    if (month >= 0 && /^\d{4}$/.test(parts[month + 1] ?? "")) {
      return Number(parts[month + 1]) * 10000 + months.get(parts[month]) * 100 + (parseInt(parts[month - 1], 10) || 0);
    }
    return text;
  };
  const compare = (one, other) => typeof one === "number" && typeof other === "number"
    ? one - other : collator.compare(String(one), String(other));
  const sort = (table, place, head) => {
    close(table);
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const body = table.tBodies[0];
    const keyed = Array.from(body.rows, (row) => [key(row.cells[place]), row]);
    keyed.sort(([one], [other]) => {
      if (one === null || other === null) return (one === null) - (other === null);
      return up ? compare(one, other) : compare(other, one);
    });
    body.append(...keyed.map(([, row]) => row));
  };

  /* Filtering: the text of each row is read once. */
  const filter = (table) => {
    const rows = Array.from(table.tBodies[0].rows);
    const input = make("input", { type: "search", placeholder: words.filter });
    input.setAttribute("aria-label", words.filter + ": " + (table.caption?.textContent ?? ""));
    const output = make("span", { textContent: say("shown", { count: count(rows.length), all: count(rows.length) }) });
    output.setAttribute("role", "status");
    let texts = null;
    input.addEventListener("input", () => {
      close(table);
      texts ??= rows.map((row) => row.textContent.toLowerCase());
      const asked = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let left = 0;
      rows.forEach((row, place) => {
        const hidden = !asked.every((word) => texts[place].includes(word));
        left += !hidden;
        if (row.hidden !== hidden) row.hidden = hidden;
      });
      output.textContent = say("shown", { count: count(left), all: count(rows.length) });
    });
    table.parentElement.before(make("div", { className: "filter" }, input, output));
  };

  const furnish = (table) => {
    const rows = table.tBodies[0]?.rows.length ?? 0;
    /* Where a row goes on from the one above it, the order says something. */
    const ordered = Array.from(table.tBodies[0]?.rows ?? [], (row) => row.cells[0].textContent).includes("");
    if (rows > 1 && table.tHead && !ordered) {
      Array.from(table.tHead.rows[0].cells).forEach((head, place) => {
        if (head.tagName !== "TH") return;
        const button = make("button", { type: "button", className: "sorts", title: words.sort });
        button.append(...head.childNodes);
        button.addEventListener("click", () => sort(table, place, head));
        head.append(button);
      });
    }
    if (rows > 8 && !ordered) filter(table);
    for (const part of [...table.tBodies, table.tFoot]) {
      if (part?.dataset.ledger) {
        for (const row of part.rows) if (row.dataset.rows) opener(row, part.dataset.ledger);
      }
    }
  };
  for (const table of document.querySelectorAll("table")) furnish(table);

  /* Search: chapters, sections and articles by their names. */
  const search = make("input", { type: "search", placeholder: words.search });
  search.setAttribute("aria-label", words.search);
  const found = make("ul", { className: "found", hidden: true });
  found.setAttribute("aria-label", words.found);
  const headings = Array.from(document.querySelectorAll("main h2, main .chapter:not(#articles) h3"), (heading, place) => {
    heading.id ||= "heading-" + place;
    return [heading.id, heading.textContent, heading.textContent.toLowerCase()];
  });
  let entries = null;
  const look = async () => {
    entries ??= [...headings, ...(await island("index")).map(([code, title]) =>
      ["p-" + code, code + "  " + title, (code + " " + title).toLowerCase()])];
    const asked = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = asked.length ? entries.filter(([, , text]) => asked.every((word) => text.includes(word))) : [];
    const items = hits.slice(0, 12).map(([address, text]) => make("li", {},
      make("a", { href: "#" + address, textContent: text })));
    if (asked.length && !hits.length) items.push(make("li", {}, make("p", { textContent: words.nothing })));
    if (hits.length > 12) items.push(make("li", {}, make("p", {
      textContent: say("more", { count: count(hits.length - 12) }),
    })));
    found.replaceChildren(...items);
    found.hidden = !asked.length;
  };
  search.addEventListener("input", look);
  const away = () => { found.hidden = true; };
  found.addEventListener("click", away);
  tools.addEventListener("keydown", (event) => {
    const links = Array.from(found.querySelectorAll("a"));
    const place = links.indexOf(document.activeElement);
    if (event.key === "Escape") { away(); search.focus(); }
    else if (event.key === "ArrowDown" && place + 1 < links.length) { links[place + 1].focus(); event.preventDefault(); }
    else if (event.key === "ArrowUp" && place >= 0) { (links[place - 1] ?? search).focus(); event.preventDefault(); }
    else if (event.key === "Enter" && event.target === search) look().then(() => found.querySelector("a")?.click());
  });
  document.addEventListener("click", (event) => { if (!tools.contains(event.target)) away(); });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      search.focus();
    }
  });
  tools.append(search, found, theme);

  /* Where the reader is, and everything open on paper. */
  const links = new Map(Array.from(document.querySelectorAll(".contents a"), (link) => [link.hash.slice(1), link]));
  const watch = new IntersectionObserver((seen) => {
    for (const one of seen) {
      if (!one.isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(one.target.id)?.setAttribute("aria-current", "location");
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const chapter of document.querySelectorAll(".chapter")) watch.observe(chapter);
  let shut = [];
  addEventListener("beforeprint", () => {
    shut = Array.from(document.querySelectorAll("details:not([open])"));
    for (const one of shut) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of shut) one.open = false; });
  go();
})();
