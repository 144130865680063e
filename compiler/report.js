// report.js: ties what is of one definition together. Elements have its number in
// data-of, several of them where they are of several, and their pass in data-pass.
(() => {
    const tied = [...document.querySelectorAll("[data-of]")];
    const about = document.getElementById("about");
    const byNumber = new Map();
    for (const e of tied)
        for (const n of e.dataset.of.split(" "))
            byNumber.set(n, [...(byNumber.get(n) || []), e]);
    let kept = null, at = null, lit = [];

    const add = (tag, text, name) => {
        const e = about.appendChild(document.createElement(tag));
        if (text !== undefined) e.textContent = text;
        if (name) e.className = name;
        return e;
    };

    // The lines of the program, as they stand there.
    const addSource = (rows) => {
        if (!rows.length) return;
        add("h3", "Program");
        add("pre", rows.map((r) => r.cells[0].textContent.padStart(4) + "  " +
            r.cells[1].textContent).join("\n"), "wrap");
    };

    const addEquations = (rows, pass, title) => {
        const own = rows.filter((r) => r.dataset.pass === pass);
        if (!own.length) return;
        add("h3", title, pass);
        const div = add("div");
        for (const r of own.slice(0, 12))
            for (const f of r.cells[0].children)
                div.appendChild(f.cloneNode(true));
        if (own.length > 12) add("div", `and ${own.length - 12} more`, "more");
    };

    const addCode = (spans, pass, title) => {
        const own = spans.filter((s) => s.dataset.pass !== (pass === "f" ? "b" : "f"));
        if (!own.length) return;
        add("h3", title, pass);
        // What stands within a function first, then functions that it calls.
        own.sort((a, b) => /^\S/.test(a.textContent) - /^\S/.test(b.textContent));
        const lines = [];
        for (const s of own) {
            const text = s.textContent.replace(/\n$/, "").split("\n");
            text.forEach((t, i) => lines.push(String(+s.dataset.line + i).padStart(5) + "  " + t));
        }
        add("pre", lines.slice(0, 60).join("\n") + (lines.length > 60 ? "\n    …" : ""));
    };

    const describe = (e) => {
        const of = (name) => lit.filter((x) => x.classList.contains(name));
        about.replaceChildren();
        const name = e.getAttribute("aria-label") || (e.querySelector("title, th") || {}).textContent;
        const label = e.classList.contains("src") ? "line " + e.cells[0].textContent
            : e.classList.contains("eq") ? e.cells[0].textContent.split("=")[0] : name || "lines " + e.dataset.line;
        add("h2", label);
        const close = add("button", "×");
        close.setAttribute("aria-label", "close");
        close.onclick = () => { kept = null; show(null); };
        addSource(of("src"));
        addEquations(of("eq"), "f", "Equation");
        addEquations(of("eq"), "b", "Adjoint");
        addCode(of("c"), "f", "C of the value");
        addCode(of("c"), "b", "C of the adjoint");
        about.scrollTop = 0;
    };

    // What belongs to the element is lit, and told where that is asked for.
    const show = (e, told = true) => {
        if (e === at && !about.hidden) return;
        for (const x of lit) x.classList.remove("lit", "at");
        at = e;
        lit = e ? [...new Set(e.dataset.of.split(" ").flatMap((n) => byNumber.get(n)))] : [];
        for (const x of lit) x.classList.add("lit");
        document.body.classList.toggle("looking", !!e);
        if (!e) {
            about.hidden = true;
            return;
        }
        e.classList.add("at");
        about.hidden = !told;
        if (told) describe(e);
    };

    // A drawing that is wider than the page is shown whole, unless that makes it
    // too small to be read; a button changes it.
    const graph = document.querySelector("svg.graph");
    const room = graph && graph.parentElement.clientWidth - 24;
    if (graph && +graph.getAttribute("width") > room) {
        const button = document.createElement("button");
        const fit = (whole) => {
            graph.classList.toggle("fit", whole);
            button.textContent = whole ? "Full size" : "Whole graph";
        };
        button.className = "zoom";
        button.onclick = () => fit(!graph.classList.contains("fit"));
        fit(room / graph.getAttribute("width") > 0.6);
        graph.parentElement.before(button);
        graph.parentElement.scrollLeft = (graph.getAttribute("width") - room) / 2;
    }

    const tie = (event) => event.target.closest && event.target.closest("[data-of]");
    document.addEventListener("pointerover", (event) => {
        if (kept || event.pointerType === "touch" || about.contains(event.target)) return;
        const e = tie(event);
        if (e !== at) show(e, !!e && e.matches(".node, .bar"));
    });
    document.addEventListener("focusin", (event) => {
        const e = tie(event);
        if (!e) return;
        if (kept) kept = e;
        show(e);
    });
    document.addEventListener("click", (event) => {
        if (about.contains(event.target) || event.target.closest("a, summary, .zoom")) return;
        const e = tie(event);
        kept = e && kept !== e ? e : null;
        show(e && (kept || event.pointerType !== "touch") ? e : null);
    });
    document.addEventListener("keydown", (event) => {
        const e = tie(event);
        if (event.key === "Escape") {
            kept = null;
            show(null);
        } else if (e && (event.key === "Enter" || event.key === " ") && event.target === e) {
            kept = kept === e ? null : e;
            show(e);
            event.preventDefault();
        }
    });
})();
