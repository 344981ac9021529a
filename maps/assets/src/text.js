/** Letters of Arabic and Cyrillic by the Latin consonant they sound like; vowels by nothing. */
const SOUNDS = (() => {
  /** @type {Record<string, string>} */
  const table = {};
  const rows = "بb پb تt طt ثth جj چch حh هh خkh دd ضd ذdh ظdh رr زz ژz سs صs شsh غgh فf ڤv قq كk گg لl مm نn اa يy وw ءـ عa " +
    "бb вv гg ґg дd жzh зz кk лl мm нn пp рr сs тt фf хkh цts чch шsh щsh аa еe ёe єe иi іi їi йi оo уu ыi эe юu яa ьـ ъـ";
  for (const row of rows.split(" ")) table[row[0]] = row.slice(1).replace("ـ", "");
  return table;
})();
const ARTICLES = new Set("al el ul il l ad ed ar er as es ash esh at et az ez an en adh edh".split(" "));

/**
 * The form in which texts are compared: no case, no marks, one letter for each family of Arabic letters.
 * @param {string} text
 */
function fold(text) {
  return text.normalize("NFKD").toLowerCase().replace(/[\p{M}\u0640]/gu, "")
    .replace(/[آأإٱ]/g, "ا").replace(/[ىیې]/g, "ي").replace(/ة/g, "ه").replace(/[کڪ]/g, "ك").replace(/ؤ/g, "و").replace(/ئ/g, "ي")
    .replace(/[ıİ]/g, "i").replace(/ß/g, "ss").replace(/ø/g, "o").replace(/ł/g, "l").replace(/đ/g, "d")
    .replace(/['’‘ʼʻʿʾ`´"“”«»]/g, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/**
 * The bones of a name: first sound and consonants, without articles, spaces and doubled letters, in Latin. "Deir ez-Zor", "Dayr az Zawr",
 * "دير الزور" and "Дейр-эз-Зор" share them; so do some strangers, which is why such a hit ranks below a true one.
 * @param {string} text
 */
function skeleton(text) {
  const words = fold(text).split(" ").map((word) => {
    if (/[\u0600-\u06ff]/.test(word)) word = word.replace(/^(?:و|ب|ل)?ال(?=..)/, "");
    return Array.from(word, (c) => (c in SOUNDS ? SOUNDS[c] : c)).join("");
  });
  return words.filter((word) => !ARTICLES.has(word)).map((word) =>
    word.replace(/^[ae](?=(ll|dd|rr|ss|tt|zz|nn|shsh))/, "").replace(/(?<![cdgkstz])h$/, "").replace(/^[aeiou]+/, "a").replace(/(?!^)[aeiouyw]/g, "")
      .replace(/ck|q|c(?!h)/g, "k").replace(/dh/g, "d").replace(/th/g, "t").replace(/p/g, "b").replace(/(.)\1+/g, "$1")
  ).join("").replace(/(.)\1+/g, "$1");
}

/**
 * Part of a text by code points, as Python counts them; JavaScript counts UTF-16 units.
 * @param {string} text @param {number} from @param {number} to
 */
function slice(text, from, to) {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text).slice(from, to).join("") : text.slice(from, to);
}
