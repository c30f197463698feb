/**
 * What runs in the sandboxed frame of a worksheet. It talks with the page through one port, and each program draws into an element of its
 * own, which the page shows a harmless copy of. Kept as text, since it is no part of the page.
 */
export const frameScript = `
'use strict'
;(() => {
  let port = null
  const programs = new Map()
  const asked = new Map()
  let last = 0
  const say = message => port.postMessage(message)
  addEventListener('message', event => {
    if (port || !event.ports[0]) return
    port = event.ports[0]
    port.onmessage = ({ data }) => take(data)
  })
  const take = message => {
    if (message.run !== undefined) run(message)
    else if (message.stop !== undefined) stop(message.stop)
    else if (message.event !== undefined) happen(message)
    else if (message.answer !== undefined) answer(message)
  }
  const stop = id => {
    const program = programs.get(id)
    if (!program) return
    programs.delete(id)
    program.watching.disconnect()
    clearInterval(program.pictures)
    program.root.remove()
  }
  const run = ({ run: id, code, cell: cellId, obj }) => {
    const root = document.createElement('div')
    document.body.append(root)
    const program = { id, root, nodes: new Map(), asked: false, html: '', pictures: 0 }
    programs.set(id, program)
    program.watching = new MutationObserver(() => mirrorSoon(program))
    program.watching.observe(root, { childList: true, subtree: true, attributes: true, characterData: true })
    const output = handle(root)
    const cell = { output, cell_id: cellId, id: cellId }
    const print = (...values) => {
      const line = document.createElement('pre')
      line.textContent = values.map(value => (typeof value === 'string' ? value : value instanceof Object ? JSON.stringify(value) : String(value))).join(' ')
      root.append(line)
    }
    const worksheet = {
      execute_code(given) {
        const options = typeof given === 'string' ? { code: given } : given
        const id = ++last
        asked.set(id, typeof options.cb === 'function' ? options.cb : () => {})
        say({ execute: id, cell: cellId, code: String(options.code), data: options.data === undefined ? null : options.data, preparse: options.preparse !== false })
      },
      interrupt: () => say({ interrupt: cellId }),
      kill: () => say({ kill: cellId }),
      set_interact_var: told => worksheet.execute_code({ code: 'salvus.set_interact_var(' + JSON.stringify(JSON.stringify(told)) + ')', preparse: false }),
      del_interact_var: told => worksheet.execute_code({ code: 'salvus.del_interact_var(' + JSON.stringify(JSON.stringify(told)) + ')', preparse: false }),
    }
    const offer = given => say({ offer: id, path: typeof given === 'string' ? given : String(given && given.path) })
    const project_page = { open_file: offer, open_directory: offer, set_current_path: () => {}, close_file: () => {} }
    window.__stoa = { begin: body => body.call(window, cell, worksheet, print, obj, output, project_page) }
    const script = document.createElement('script')
    const url = URL.createObjectURL(new Blob(['__stoa.begin(function (cell, worksheet, print, obj, output, project_page) {\\n' + code + '\\n})'], { type: 'text/javascript' }))
    script.src = url
    const failed = event => say({ failed: id, text: event.message || String(event.reason || 'The program could not be run.') })
    addEventListener('error', failed)
    const over = () => {
      removeEventListener('error', failed)
      URL.revokeObjectURL(url)
      script.remove()
      mirrorSoon(program)
      program.pictures = setInterval(() => root.querySelector('canvas') && mirrorSoon(program), 200)
    }
    script.onload = script.onerror = over
    document.head.append(script)
  }
  const mirrorSoon = program => {
    if (program.asked) return
    program.asked = true
    setTimeout(() => {
      program.asked = false
      if (!programs.has(program.id)) return
      const html = mirror(program)
      if (html !== program.html) say({ drawn: program.id, html: (program.html = html) })
    }, 16)
  }
  const mirror = program => {
    program.nodes.clear()
    let count = 0
    const copy = node => {
      if (node.nodeType === 3) return node.cloneNode()
      if (node.nodeType !== 1) return document.createTextNode('')
      let made = node.cloneNode(false)
      if (node.localName === 'canvas') {
        made = document.createElement('img')
        made.alt = node.getAttribute('aria-label') || 'A drawing'
        made.width = node.clientWidth || node.width
        made.height = node.clientHeight || node.height
        made.src = node.toDataURL()
      }
      if ('value' in node && node.localName !== 'li') made.setAttribute('value', node.value)
      if (node.localName === 'textarea') made.textContent = node.value
      if (node.checked !== undefined) made.toggleAttribute('checked', node.checked)
      if (node.selected !== undefined) made.toggleAttribute('selected', node.selected)
      made.setAttribute('data-ws-node', String(++count))
      program.nodes.set(count, node)
      if (node.localName !== 'canvas' && node.localName !== 'textarea') for (const child of node.childNodes) made.append(copy(child))
      return made
    }
    const whole = document.createElement('div')
    for (const child of program.root.childNodes) whole.append(copy(child))
    return whole.innerHTML
  }
  const happen = ({ event: type, program: id, node, value, checked, x, y, key }) => {
    const target = programs.get(id)?.nodes.get(node)
    if (!target) return
    if (value !== undefined && 'value' in target) target.value = value
    if (checked !== undefined && 'checked' in target) target.checked = checked
    const box = target.getBoundingClientRect()
    const place = { bubbles: true, cancelable: true, clientX: box.left + (x || 0), clientY: box.top + (y || 0) }
    const made = /^(click|mouse)/.test(type) ? new MouseEvent(type, place) : type.startsWith('key') ? new KeyboardEvent(type, { bubbles: true, key }) : new Event(type, { bubbles: true })
    target.dispatchEvent(made)
    mirrorSoon(programs.get(id))
  }
  const answer = ({ answer: id, messages, failed }) => {
    const hear = asked.get(id)
    asked.delete(id)
    if (!hear) return
    if (failed) return hear({ stderr: failed, done: true })
    for (const message of messages) hear({ ...message, done: false })
    hear({ done: true })
  }
  const nodesOf = content => {
    if (content instanceof Node) return [content]
    if (content && content.element instanceof Node) return [content.element]
    const template = document.createElement('template')
    template.innerHTML = String(content)
    return [...template.content.childNodes]
  }
  const handle = element => {
    const own = {
      element,
      0: element,
      length: 1,
      append: (...all) => (element.append(...all.flatMap(nodesOf)), own),
      prepend: (...all) => (element.prepend(...all.flatMap(nodesOf)), own),
      empty: () => (element.replaceChildren(), own),
      html: content => (content === undefined ? element.innerHTML : (element.replaceChildren(...nodesOf(content)), own)),
      text: content => (content === undefined ? element.textContent : ((element.textContent = String(content)), own)),
      find: selector => { const found = element.querySelector(selector); return found ? handle(found) : null },
      on: (type, hear) => (element.addEventListener(type, hear), own),
      click: hear => (element.addEventListener('click', hear), own),
      attr: (name, value) => (value === undefined ? element.getAttribute(name) : (element.setAttribute(name, value), own)),
      css: (name, value) => (name instanceof Object ? Object.assign(element.style, name) : (element.style[name] = value), own),
      val: value => (value === undefined ? element.value : ((element.value = value), own)),
      show: () => ((element.style.display = ''), own),
      hide: () => ((element.style.display = 'none'), own),
    }
    return own
  }
})()
`
