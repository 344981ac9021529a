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

/** Dropped: apostrophes, ayn and hamza signs, soft hyphen, tatweel, joiners, direction controls. */
const SILENT = new Set("'`´ʹʺʻʼʽʾʿˈˊˋ‘’‛′׳״＇\u00ad\u0640\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff");
/** Marks that a reader of the script may leave out; the vowel signs of Indic scripts part names and stay. */
const MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]/;
const IDEOGRAPH = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
/** Letters that spelling treats as one: Latin ones without a decomposition, Arabic seats of hamza and sisters of ya, ha and kaf, Hebrew finals. */
const SISTERS = (() => {
  /** @type {Record<string, string>} */
  const table = { "ء": "", "ς": "σ" };
  const rows = "ıi øo łl đd ðd þth æae œoe ßss ħh ŋn əe ƙk ɓb ɗd ƴy ɛe ɔo ĸk ŧt ɖd ŀl أا إا آا ٱا ىي ئي یي ېي ۍي ؤو ةه كك کك ڪك ہه ھه ۀه ۃه ەه ےي ךכ םמ ןנ ףפ ץצ ёе ѐе";
  for (const row of rows.split(" ")) table[row[0]] = row.slice(1);
  return table;
})();

/** What one character becomes: nothing, a space, or letters and digits without case and marks. @param {string} character */
function foldCharacter(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  if (SILENT.has(character) || MARKS.test(character)) return "";
  if (code >= 0x20000) return code < 0x40000 ? character : " ";
  let folded = "";
  for (const letter of character.normalize("NFKD").toLowerCase().replace(/\u0345/g, "ι")) {
    for (const part of (SISTERS[letter] ?? letter).normalize("NFKD")) if (!MARKS.test(part) && !SILENT.has(part)) folded += SISTERS[part] ?? part;
  }
  const text = folded.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}]/gu, " ");
  return text.trim().includes(" ") || (Array.from(text).length > 1 && IDEOGRAPH.test(text)) ? " " : text;
}

/** @type {Map<string, string>} */
const FOLDED = new Map();

/**
 * The form in which texts are compared: no case, no marks, one letter for each family of letters. Looks at one character at a time,
 * as the library does; a test compares both on many scripts.
 * @param {string} text
 */
function fold(text) {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase().replace(/['`]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
  let out = "";
  for (const character of text) {
    let folded = FOLDED.get(character);
    if (folded === undefined) FOLDED.set(character, (folded = foldCharacter(character)));
    out += folded;
  }
  return out.replace(/ +/g, " ").trim();
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
