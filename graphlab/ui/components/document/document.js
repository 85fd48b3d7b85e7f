// What belongs to the whole document: its language and its history.

class PageDocument {
  constructor() {
    keepHistory()
  }

  update({ data }) {
    document.documentElement.lang = data.lang
  }

  destroy() {}
}

export default mounted(PageDocument)
