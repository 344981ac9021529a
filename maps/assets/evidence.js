/* Dateline's map, Apache-2.0. Joined from maps/assets/src by maps/build.py; change it there. */
(function () {
"use strict";
// text.js
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

// strings.js
/** @type {Record<string, Record<string, string>>} */
const STRINGS = {
  en: {
    title: "Places in reports", places: "Places", filters: "Filters", compare: "Compare", about: "About", search: "Search places, sentences, sources",
    searchHint: "Any spelling or script", shown: "{m} mentions of {p} places in {d} reports", held: "{n} held back by filters",
    withheld: "{n} more are not in this file (see {about})", keptBest: "{n} more mentions are not in this file, which keeps the {k} most telling of each place",
    nothingHeld: "nothing held back", none: "Nothing to show", noneFilter: "No mention passes the filters.", empty: "This collection has no places.", reset: "Reset filters",
    back: "All places", unplaced: "Unplaced names", unplacedNote: "Read in a report, but not found or not decided where. Not on the map.",
    mentions: "{n} mentions", mention1: "1 mention", sources: "{n} independent sources", source1: "1 source", 
    why: "Why here?", matched: "Name matched", steps: "Steps", signs: "What spoke for it", rivals: "Other places of that name", norivals: "No other place of that name was considered.",
    noReasons: "The collection gives no reasons.", margin: "Ahead of the next by {n}", judgement: "Judged by a person", relation: "The report says", offset: "{km} km {way} of here", near: "near here", distance: "within {km} km of here", direction: "{way} of here", part: "the part of it that lies {way}", central: "in the middle", outskirts: "on the outskirts", countryside: "in the countryside around", division: "the division of that name", between: "between this place and another", border: "along the border", along: "along it", facility: "what stands there under its name", coordinates: "at the coordinates given", giveOrTake: ", give or take {km} km", north: "north", south: "south", east: "east", west: "west", northeast: "north-east", northwest: "north-west", southeast: "south-east", southwest: "south-west", copy1: "1 copy of this report says the same", copies: "{n} copies of this report say the same",
    copyOf: "Copy of a report already counted", names: "Names", spellings: "Spelled in these reports", evidence: "Evidence", within: "somewhere within {n} km of the mark", area: "drawn as an area: the reports say no nearer",
    population: "population {n}", sizeBy: "Size marks by", byMentions: "mentions", bySources: "sources", byMentionsLong: "mentions", bySourcesLong: "independent sources", legendWide: "A square: a country or wide region, counted apart from its towns.", disputes: "Disputed boundaries near these places", kind: "What the name stands for", place: "the place itself", actor: "a government or people", demonym: "people or things of the place",
    confidence: "Least confidence", precision: "Precision", anyPrecision: "any, unplaced names too", withinKm: "known to within {n} km",
    form: "Show as", asList: "list", asTable: "table", columnPlace: "Place", columnKind: "Kind", columnCountry: "Country", columnMentions: "Mentions", columnSources: "Sources", columnSure: "Confidence", columnKm: "Within km", columnDates: "Reports of", tableOf: "Places on the map and unplaced names; press a heading to sort", certain: "almost certain", likely: "likely", doubtful: "doubtful", guess: "a guess", unknown: "not stated",
    source: "Sources", allSources: "all", noSources: "none", copiesFilter: "Copies", showCopies: "show copies too", time: "Time", published: "report published", event: "event happened",
    from: "From", to: "Until", undated: "Undated mentions stay shown until a time is chosen.", undatedOut: "{n} mentions without a date are held back.", play: "Play", pause: "Pause", areas: "Areas", showAreas: "draw areas of imprecise places", heat: "Heat", showHeat: "shade by density of mentions",
    legend: "Legend", legendSize: "A larger mark has more {what}.", legendCluster: "A ringed number stands for several places: press it to come nearer.", legendSure: "Full colour: the place is {w}.", legendPale: "Pale: {w}.", legendHollow: "Hollow: {w}.", legendDotted: "Dotted: {w}, or not stated.",
    legendArea: "A dashed circle or outline: the place lies somewhere inside it.", legendDisputed: "A dashed line on the land: a disputed boundary. The map takes no side.", link: "original", dated: "published {d}", happened: "event {d}", stated: "as the sentence says", inherited: "from a sentence before it", publication: "the day of publication", noDates: "Nothing that is shown has such a date.", line: "sentence {n}",
    download: "Download what is shown", print: "Print", theme: "Light or dark", language: "عربي", openPlace: "{name}: {n}", cluster: "{p} places, {n}. Press to come nearer", here: "{p} places here",
    results: "{n} results", inPlaces: "Places", inSentences: "Sentences", inSources: "Reports", onlyThese: "Show only these on the map", sounds: "sounds alike", noResults: "Nothing found for “{q}”.", more: "{n} more",
    zoomIn: "Come nearer", zoomOut: "Go further", fit: "Show all", map: "Map", panel: "Evidence", sheet: "Make the panel taller or lower", 
    aboutText: "Every mark stands for a place that reports name. Press it to read the sentences. Nothing here is more precise than the report; a guess is marked as one; copies do not count as confirmation.", data: "Sources of the data", offline: "This page asks nothing of the network.", online: "This page fetches map tiles from {host}.",
    chooseTwo: "Choose two sources to see who reports what, and where.", only: "only {s}", both: "both", loading: "Reading the sentences …", tooOld: "This browser cannot unpack the data. A version from 2023 or later can.", sentence: "Sentence", 
    asOf: "{c} ({w})", comma: ", ", filtersOn: "Filters that were on when this file was made", km: "{n} km", days: "day", months: "month", years: "year", histogram: "Mentions by {unit}; drag to choose a time",
  },
  ar: {
    title: "أماكن في التقارير", places: "الأماكن", filters: "التصفية", compare: "مقارنة", about: "عن الخريطة", search: "ابحث في الأماكن والجمل والمصادر",
    searchHint: "بأي تهجئة أو كتابة", shown: "{m} ذكرًا لـ {p} مكانًا في {d} تقريرًا", held: "{n} محجوبة بالتصفية",
    withheld: "{n} أخرى ليست في هذا الملف (انظر «{about}»)", keptBest: "{n} ذكرًا آخر ليست في هذا الملف الذي يحفظ أبلغ {k} لكل مكان",
    nothingHeld: "لا شيء محجوب", none: "لا شيء للعرض", noneFilter: "لا ذِكر يجتاز التصفية.", empty: "لا أماكن في هذه المجموعة.", reset: "إلغاء التصفية",
    back: "كل الأماكن", unplaced: "أسماء بلا موقع", unplacedNote: "وردت في تقرير ولم يُعثر على موقعها أو لم يُحسم. ليست على الخريطة.",
    mentions: "{n} ذكرًا", mention1: "ذكر واحد", sources: "{n} مصادر مستقلة", source1: "مصدر واحد", 
    why: "لماذا هنا؟", matched: "الاسم المطابق", steps: "الخطوات", signs: "ما يؤيد ذلك", rivals: "أماكن أخرى بهذا الاسم", norivals: "لم يُنظر في مكان آخر بهذا الاسم.",
    noReasons: "لا تذكر المجموعة أسبابًا.", margin: "متقدم على التالي بمقدار {n}", judgement: "حكم شخص", relation: "يقول التقرير", offset: "{km} كم {way} من هنا", near: "قرب هذا المكان", distance: "ضمن {km} كم من هنا", direction: "{way} من هنا", part: "الجزء الواقع {way} منه", central: "في الوسط", outskirts: "على الأطراف", countryside: "في الريف المحيط", division: "التقسيم الإداري الذي يحمل هذا الاسم", between: "بين هذا المكان ومكان آخر", border: "على طول الحدود", along: "على امتداده", facility: "المنشأة التي تحمل اسمه", coordinates: "عند الإحداثيات المذكورة", giveOrTake: "، بزيادة أو نقصان {km} كم", north: "شمالًا", south: "جنوبًا", east: "شرقًا", west: "غربًا", northeast: "إلى الشمال الشرقي", northwest: "إلى الشمال الغربي", southeast: "إلى الجنوب الشرقي", southwest: "إلى الجنوب الغربي", copy1: "نسخة واحدة من هذا التقرير تقول الشيء نفسه", copies: "{n} نسخ من هذا التقرير تقول الشيء نفسه",
    copyOf: "نسخة من تقرير محسوب", names: "الأسماء", spellings: "التهجئة في هذه التقارير", evidence: "الأدلة", within: "ضمن {n} كم من العلامة", area: "مرسوم كمنطقة: التقارير لا تحدد أدق من ذلك",
    population: "السكان {n}", sizeBy: "حجم العلامات حسب", byMentions: "عدد الذكر", bySources: "المصادر", byMentionsLong: "عدد الذكر", bySourcesLong: "المصادر المستقلة", legendWide: "مربع: دولة أو منطقة واسعة، تُعدّ منفصلة عن مدنها.", disputes: "حدود متنازع عليها قرب هذه الأماكن", kind: "ما يدل عليه الاسم", place: "المكان نفسه", actor: "حكومة أو شعب", demonym: "أهل المكان أو ما يُنسب إليه",
    confidence: "أدنى ثقة", precision: "الدقة", anyPrecision: "أيًّا كانت، ومعها الأسماء بلا موقع", withinKm: "معروف ضمن {n} كم",
    form: "اعرض", asList: "قائمةً", asTable: "جدولًا", columnPlace: "المكان", columnKind: "النوع", columnCountry: "البلد", columnMentions: "الذكر", columnSources: "المصادر", columnSure: "الثقة", columnKm: "ضمن كم", columnDates: "تواريخ التقارير", tableOf: "الأماكن على الخريطة والأسماء بلا موقع؛ اضغط عنوانًا للترتيب", certain: "شبه مؤكد", likely: "مرجّح", doubtful: "مشكوك فيه", guess: "تخمين", unknown: "غير مذكور",
    source: "المصادر", allSources: "الكل", noSources: "لا شيء", copiesFilter: "النسخ", showCopies: "مع النسخ", time: "الزمن", published: "نشر التقرير", event: "وقوع الحدث",
    from: "من", to: "إلى", undated: "تبقى غير المؤرخة ظاهرة حتى يُختار زمن.", undatedOut: "{n} ذكرًا بلا تاريخ محجوبة.", play: "تشغيل", pause: "إيقاف", areas: "المناطق", showAreas: "ارسم مناطق الأماكن غير الدقيقة", heat: "الكثافة", showHeat: "ظلّل حسب كثافة الذكر",
    legend: "مفتاح الخريطة", legendSize: "العلامة الأكبر لها أكثر من حيث: {what}.", legendCluster: "الرقم داخل حلقة يمثل عدة أماكن: اضغط للاقتراب.", legendSure: "لون كامل: المكان {w}.", legendPale: "باهت: {w}.", legendHollow: "مفرّغ: {w}.", legendDotted: "منقّط: {w} أو غير مذكور.",
    legendArea: "دائرة أو حدّ متقطع: يقع المكان في موضع ما داخلها.", legendDisputed: "خط متقطع على اليابسة: حدود متنازع عليها. لا تنحاز الخريطة.", link: "الأصل", dated: "نُشر {d}", happened: "الحدث {d}", stated: "كما تقول الجملة", inherited: "من جملة سابقة", publication: "تاريخ النشر", noDates: "لا تاريخ من هذا النوع لشيء مما يظهر.", line: "الجملة {n}",
    download: "نزّل المعروض", print: "طباعة", theme: "فاتح أو داكن", language: "English", openPlace: "{name}: {n}", cluster: "{p} أماكن، {n}. اضغط للاقتراب", here: "{p} أماكن هنا",
    results: "{n} نتيجة", inPlaces: "الأماكن", inSentences: "الجمل", inSources: "التقارير", onlyThese: "اعرض هذه فقط على الخريطة", sounds: "يشبهه لفظًا", noResults: "لا نتائج لـ «{q}».", more: "{n} أخرى",
    zoomIn: "اقترب", zoomOut: "ابتعد", fit: "اعرض الكل", map: "الخريطة", panel: "الأدلة", sheet: "ارفع اللوحة أو اخفضها", 
    aboutText: "كل علامة تمثل مكانًا تذكره التقارير. اضغط عليها لقراءة الجمل. لا شيء هنا أدق من التقرير، والتخمين معلّم، والنسخ لا تُعدّ تأكيدًا.", data: "مصادر البيانات", offline: "لا تطلب هذه الصفحة شيئًا من الشبكة.", online: "تجلب هذه الصفحة خرائط من {host}.",
    chooseTwo: "اختر مصدرين لترى من يذكر ماذا وأين.", only: "{s} فقط", both: "كلاهما", loading: "تُقرأ الجمل …", tooOld: "لا يستطيع هذا المتصفح فك البيانات. يلزم إصدار 2023 أو أحدث.", sentence: "الجملة", 
    asOf: "{c} ({w})", comma: "، ", filtersOn: "التصفية عند إنشاء الملف", km: "{n} كم", days: "يوم", months: "شهر", years: "سنة", histogram: "الذكر حسب ال{unit}؛ اسحب لاختيار زمن",
  },
};
/** What GeoNames' feature classes and codes say; the first that fits is taken. */
const FEATURES = [
  ["P.PPLC", "capital", "عاصمة"], ["P.PPLA", "seat of a region", "مركز منطقة"], ["P", "town or village", "مدينة أو قرية"], ["A.PCL", "country", "دولة"], ["A.ADM1", "first-order region", "محافظة"],
  ["A", "administrative area", "منطقة إدارية"], ["H.STM", "river", "نهر"], ["H", "water", "مسطح مائي"], ["T.MT", "mountain", "جبل"], ["T", "hills or terrain", "تضاريس"], ["S.AIR", "airfield", "مطار"], ["S.OIL", "oil field", "حقل نفط"],
  ["L.OIL", "oil field", "حقل نفط"], ["L", "area", "منطقة"], ["S", "site", "موقع"], ["R", "road", "طريق"], ["V", "woodland", "غابة"], ["U", "undersea", "قاع البحر"],
];
const RTL = new Set(["ar"]);

/**
 * A text of the interface in a language, its {parts} filled in.
 * @param {string} lang @param {string} key @param {Record<string, string | number>} [parts]
 */
function say(lang, key, parts = {}) {
  const text = (STRINGS[lang] || STRINGS.en)[key] || STRINGS.en[key] || key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(parts[name] ?? ""));
}

/** @param {string} lang @param {string | null} code */
function featureWords(lang, code) {
  const row = FEATURES.find(([prefix]) => code && code.startsWith(prefix));
  return row ? row[lang === "ar" ? 2 : 1] : "";
}

/** Made once: to make one takes longer than to use it a thousand times. */
const DIGITS = new Intl.NumberFormat("en");

/** A number with its thousands apart. @param {number} n */
function inThousands(n) {
  return DIGITS.format(n);
}

/** One namer a language, for the same reason. @type {Map<string, Intl.DisplayNames>} */
const NAMERS = new Map();

/** @param {string} lang @param {string | null} code a country code */
function countryName(lang, code) {
  if (!code || !/^[A-Za-z]{2}$/.test(code)) return code || "";
  try {
    const namer = NAMERS.get(lang) || new Intl.DisplayNames([lang], { type: "region" });
    NAMERS.set(lang, namer);
    return namer.of(code.toUpperCase()) || code;
  } catch {
    return code;
  }
}

/** The word for a confidence, and the rank of its mark. Bounds as the library states them. @param {number | null} value */
function confidenceWord(value) {
  if (value === null) return { word: "unknown", rank: 0 };
  if (value >= 0.9) return { word: "certain", rank: 3 };
  if (value >= 0.7) return { word: "likely", rank: 2 };
  if (value >= 0.5) return { word: "doubtful", rank: 1 };
  return { word: "guess", rank: 0 };
}

// data.js
/**
 * @typedef {{name: string, country: string|null, feature: string|null, admin: string[]|null, own: Record<string, string>, names?: {text: string, lang?: string}[]|null,
 *   spellings?: {text: string, count: number}[]|null, id: string, km: number|null, population: number|null, held: number, count: number,
 *   at?: [number, number], area?: any}} Place
 * @typedef {{places: any, documents: Record<string, any>, sentences: Record<string, any>, mentions: Record<string, Int32Array>, times: any[], about: any}} Columns
 * @typedef {Omit<Columns, "places"> & {places: Place[], first: Int32Array, shift: number, relations: any[], why: any}} Data mentions of place i are first[i] to first[i + 1]
 */

const KINDS = ["place", "actor", "demonym"];

/** The day of a report without a date. */
const UNDATED = -(2 ** 29);
/** The longitude of a place without one. */
const NOWHERE = 2 ** 29;
/** A margin that is not stated. */
const UNSTATED = -(10 ** 6);
/** Stands where a column says whether it keeps steps, and means plain bytes. */
const AS_IT_IS = 2;
/** Characters of a document's id with which the usual id of a mention begins. */
const ID_LENGTH = 16;

/** Waits until the whole file has been read: the sentences stand at its end, so that the first picture need not wait. */
function wholeFile() {
  return document.readyState === "loading" ? new Promise((go) => document.addEventListener("DOMContentLoaded", go, { once: true })) : Promise.resolve(null);
}

/** Reads a part of the data: letters in one element or several, gzip, a line of JSON, columns of numbers. @param {string} name @returns {Promise<any>} */
async function unpack(name) {
  const blocks = [...document.getElementsByClassName(name)];
  const text = blocks.map((block) => (block.textContent || "").trim()).join("");
  if (!text) return null;
  for (const block of blocks) block.remove();
  return unbundled(await inflated(bytesOf(text)));
}

/** Bytes unpacked at a stretch, some ten milliseconds; between two of them the page answers its reader. */
const STRETCH = 400000;

/** Feeds a stream by stretches. @param {WritableStreamDefaultWriter<any>} writer @param {Uint8Array} bytes */
async function feed(writer, bytes) {
  for (let at = 0; at < bytes.length; at += STRETCH) {
    if (at) await new Promise((go) => setTimeout(go, 0));
    await writer.write(bytes.subarray(at, at + STRETCH));
  }
  await writer.close();
}

/** Unpacks gzip. Blob and Response would do it too, but send every piece through another process. @param {Uint8Array} bytes */
async function inflated(bytes) {
  const { readable, writable } = new DecompressionStream("gzip");
  feed(writable.getWriter(), bytes).catch(() => {}); // what goes wrong is told to the reader below
  const parts = [];
  let size = 0;
  for (const reader = readable.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) { out.set(part, at); at += part.length; }
  return out;
}

/** A line of JSON, and the columns behind it, each put where the line says. @param {Uint8Array} bytes @returns {any} */
function unbundled(bytes) {
  const end = bytes.indexOf(10);
  const { data, numbers } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  let at = end + 1;
  for (const [path, count, width, least, steps] of numbers) {
    const node = path.slice(0, -1).reduce((/** @type {any} */ n, /** @type {string} */ key) => n[key], data);
    node[path[path.length - 1]] = steps === AS_IT_IS ? bytes.slice(at, at + count) : column(bytes.subarray(at, at + count * width), count, width, least, steps);
    at += count * width;
  }
  return data;
}

/** A column of whole numbers: first all low bytes, then the higher ones. @param {Uint8Array} bytes @param {number} count @param {number} width @param {number} least @param {number} steps */
function column(bytes, count, width, least, steps) {
  const out = new Int32Array(count);
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0, from = plane * count; i < count; i++) out[i] |= bytes[from + i] << (8 * plane);
  }
  if (steps) for (let i = 0, last = 0; i < count; i++) out[i] = last += (out[i] >>> 1) ^ -(out[i] & 1);
  if (least) for (let i = 0; i < count; i++) out[i] += least;
  return out;
}

/** The letters in which bytes stand in the page, as maps/letters.py writes them: 13 bits in two. */
const LETTERS = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join("").replace(/["&<]/g, "");

/** Letters back to bytes; the first says how many bytes at the end only filled the last group. @param {string} text @returns {Uint8Array} */
function bytesOf(text) {
  const codes = new Uint8Array(128);
  for (let i = 0; i < LETTERS.length; i++) codes[LETTERS.charCodeAt(i)] = i;
  const bytes = new Uint8Array(((text.length - 1) / 16) * 13 - codes[text.charCodeAt(0)]);
  for (let from = 1, at = 0, held = 0, bits = 0; from < text.length; from += 2) {
    held = (held << 13) | (codes[text.charCodeAt(from)] * 91 + codes[text.charCodeAt(from + 1)]);
    for (bits += 13; bits >= 8 && at < bytes.length;) bytes[at++] = held >> (bits -= 8);
    held &= (1 << bits) - 1;
  }
  return bytes;
}

/** Places out of their columns. @param {any} columns @returns {Place[]} */
function placesOf(columns) {
  const { id, name, country, feature, admin, km, population, own, held, count, lon, lat, areas } = columns;
  return name.map((/** @type {string} */ text, /** @type {number} */ i) => {
    /** @type {Place} */
    const place = { id: id[i], name: text, country: country[i], feature: feature[i], admin: admin[i], km: km[i], population: population[i], own: own[i] || {}, held: held[i], count: count[i] };
    if (lon[i] !== NOWHERE) place.at = [lon[i] / 1e5, lat[i] / 1e5];
    if (i in areas) place.area = areas[i];
    return place;
  });
}

/** Finds where each place's mentions begin, and the meridian behind which no data lies. @param {Columns} columns @returns {Data} */
function indexed(columns) {
  const { mentions } = columns;
  const places = placesOf(columns.places);
  const first = new Int32Array(places.length + 1);
  mentions.place = new Int32Array(mentions.sentence.length);
  places.forEach((place, i) => {
    first[i + 1] = first[i] + place.count;
    mentions.place.fill(i, first[i], first[i + 1]);
  });
  const lons = places.flatMap((p) => (p.at ? [p.at[0]] : [])).sort((a, b) => a - b);
  let shift = 0;
  let widest = lons.length ? lons[0] + 360 - lons[lons.length - 1] : 360;
  for (let i = 1; i < lons.length; i++) {
    if (lons[i] - lons[i - 1] > Math.max(widest, 180)) {
      widest = lons[i] - lons[i - 1];
      shift = 180; // the data lies on both sides of the antimeridian: draw the world around it
    }
  }
  return { ...columns, places, first, shift, relations: [], why: null };
}

/** Confidence of a mention from 0 to 1, null where none is stated. @param {Data} data @param {number} mention */
function confidenceOf(data, mention) {
  const value = data.mentions.confidence[mention];
  return value < 0 ? null : value / 1000;
}

/** The reasons as they were packed, and where each mention's values and rivals begin. @param {any} why */
function indexedWhy(why) {
  const { signs, rivals } = why.rows;
  const value = new Int32Array(signs.length + 1);
  const rival = new Int32Array(signs.length + 1);
  for (let i = 0; i < signs.length; i++) {
    value[i + 1] = value[i] + (signs[i] < 0 ? 0 : why.tables.signs[signs[i]].length);
    rival[i + 1] = rival[i] + rivals[i];
  }
  return { ...why, begins: { value, rival } };
}

/** What was recorded of a mention's reasons, once they are unpacked. @param {Data} data @param {number} i */
function reasonsOf(data, i) {
  const { rows, runs, tables, rivals, begins, documents, id } = data.why;
  const { mentions, sentences } = data;
  const one = (/** @type {string} */ name) => (rows[name][i] < 0 ? null : tables[name][rows[name][i]]);
  const start = sentences.start[mentions.sentence[i]] + mentions.at[i];
  const rival = (/** @type {number} */ row) => Object.fromEntries(Object.entries(rivals).map(([key, column]) => [key, column.table[column.row[row]]]));
  const lost = [];
  for (let k = begins.rival[i]; k < begins.rival[i + 1]; k++) lost.push({ ...rival(runs.rival[k]), probability: tables.probability[runs.probability[k]] });
  return {
    id: id.length && id[i] !== null ? id[i] : `${Array.from(documents[sentences.doc[mentions.sentence[i]]]).slice(0, ID_LENGTH).join("")}:${start}-${start + mentions.length[i]}`,
    margin: rows.margin[i] === UNSTATED ? null : rows.margin[i] / 1000, match: one("match"), judgement: one("judgement"),
    features: (one("signs") || []).map((/** @type {any[]} */ [name, weight, says], /** @type {number} */ k) => ({ name, value: tables.value[runs.value[begins.value[i] + k]], weight, says })),
    rivals: /** @type {any[]} */ (lost),
  };
}

/** A longitude as this map draws it: all data side by side. @param {Data} data @param {number} lon */
function drawn(data, lon) {
  return data.shift && lon < 0 ? lon + 360 : lon;
}

/** Day number as a date. @param {number} day @param {string} lang */
function dayText(day, lang) {
  return new Date(day * 864e5).toLocaleDateString(lang === "ar" ? "ar-u-nu-latn" : "en-GB", { timeZone: "UTC", year: "numeric", month: "short", day: "numeric" });
}

/** First and last day of a mention on a time axis, null where it has none. @param {Data} data @param {number} mention @param {string} axis @returns {[number, number] | null} */
function daysOf(data, mention, axis) {
  const { mentions, sentences, documents, times } = data;
  if (axis === "event") return mentions.time[mention] < 0 ? null : times[mentions.time[mention]].days;
  const doc = sentences.doc[mentions.sentence[mention]];
  return documents.first[doc] === UNDATED ? null : [documents.first[doc], documents.last[doc]];
}

/** Name of the source of a document: its outlet, or else its path. @param {Data} data @param {number} doc */
function outletOf(data, doc) {
  return data.documents.outlet[doc] || data.documents.path[doc];
}

// filter.js
/**
 * @typedef {{kinds: Set<string>, confidence: number, precision: number | null, sources: Set<string> | null, copies: boolean, axis: string,
 *   since: number | null, until: number | null, words: string, only: boolean}} Filters
 * @typedef {{mask: Uint8Array, mentions: number, places: number, docs: number, undated: number, counts: Int32Array,
 *   sources: Int32Array, confidence: Float32Array, byDay: Map<number, number>}} Shown
 */

/** @returns {Filters} the filters with which a map opens: names that stand for the place, copies included */
function openFilters() {
  return { kinds: new Set(["place"]), confidence: 0, precision: null, sources: null, copies: true, axis: "published", since: null, until: null, words: "", only: false };
}

/**
 * Passes every mention through the filters. Time comes last, so that the histogram shows what a wider time would add.
 * @param {Data} data @param {Filters} filters @param {Uint8Array | null} found mentions that a search found, where only these are asked for
 * @returns {Shown}
 */
function sift(data, filters, found) {
  const { mentions, sentences, documents, times } = data;
  const count = mentions.place.length;
  const kinds = KINDS.map((kind) => filters.kinds.has(kind));
  const least = Math.round(filters.confidence * 1000);
  const event = filters.axis === "event";
  const first = event ? Int32Array.from(times, (t) => (t.days ? t.days[0] : UNDATED)) : documents.first;
  const last = event ? Int32Array.from(times, (t) => (t.days ? t.days[1] : UNDATED)) : documents.last;
  const dated = new Int32Array(first.length); // mentions by report or by time, before the choice of a time
  const shown = {
    mask: new Uint8Array(count), mentions: 0, places: 0, docs: 0, undated: 0, counts: new Int32Array(data.places.length),
    sources: new Int32Array(data.places.length), confidence: new Float32Array(data.places.length).fill(-1), byDay: new Map(),
  };
  const passes = Uint8Array.from(documents.path, (/** @type {string} */ _, /** @type {number} */ doc) => Number(!filters.sources || filters.sources.has(outletOf(data, doc))));
  const near = Uint8Array.from(data.places, (place) => Number(filters.precision === null || (Boolean(place.at) && vagueness(place) <= filters.precision)));
  const timed = filters.since !== null || filters.until !== null;
  const since = filters.since ?? -Infinity;
  const until = filters.until ?? Infinity;
  const docs = new Uint8Array(documents.path.length);
  const met = new Int32Array(mentions.voice.reduce((most, voice) => Math.max(most, voice + 1), 0)).fill(-1); // the last place at which a voice was counted
  for (let i = 0; i < count; i++) {
    const place = mentions.place[i];
    if (!near[place]) continue;
    const doc = sentences.doc[mentions.sentence[i]];
    const confidence = mentions.confidence[i];
    if (!passes[doc] || (!filters.copies && mentions.copy[i]) || !kinds[mentions.kind[i]] || (least && confidence < least) || (found && !found[i])) continue;
    const row = event ? mentions.time[i] : doc;
    const known = row >= 0 && first[row] !== UNDATED;
    if (known) dated[row]++;
    if (timed && !known) shown.undated++;
    if (timed && (!known || last[row] < since || first[row] > until)) continue;
    const voice = mentions.voice[i];
    shown.mask[i] = 1;
    shown.mentions++;
    if (!shown.counts[place]++) shown.places++;
    if (met[voice] !== place) shown.sources[place]++;
    met[voice] = place;
    if (!docs[doc]) shown.docs++;
    docs[doc] = 1;
    if (confidence > shown.confidence[place] * 1000) shown.confidence[place] = confidence / 1000;
  }
  dated.forEach((n, row) => n && shown.byDay.set(first[row], (shown.byDay.get(first[row]) || 0) + n));
  return shown;
}

/** Kilometres within which a place lies: 0 for a point of which nothing is said, endless for an area of which nothing is. @param {Place} place */
function vagueness(place) {
  return place.km === null ? (place.area || (place.feature || "").startsWith("A.PCL") ? Infinity : 0) : place.km;
}

/** Adds the independent sources of what is shown of a place. @param {Data} data @param {Shown} shown @param {number} place @param {Set<number>} families */
function addFamilies(data, shown, place, families) {
  for (let i = data.first[place]; i < data.first[place + 1]; i++) if (shown.mask[i]) families.add(data.mentions.voice[i]);
}

// search.js
/** @typedef {{place: number, score: number, sounds: boolean}} PlaceHit */

/** Answers searches over places, sentences and reports. @param {Data} data */
function searcher(data) {
  /** @type {{folded: string[], squashed: string[], bones: Set<string>}[] | null} */
  let names = null;
  const foldedNames = () => data.places.map((place) => {
    const texts = [place.name, ...(place.names || []).map((n) => n.text), ...(place.spellings || []).map((s) => s.text)];
    const folded = [...new Set(texts.map(fold))].filter(Boolean);
    return { folded, squashed: folded.map((t) => t.replace(/ /g, "")), bones: new Set(texts.map(skeleton).filter((b) => b.length > 1)) };
  });
  /** @type {string[] | null} */
  let sentences = null;

  /** @param {string} query @returns {PlaceHit[]} */
  function places(query) {
    const folded = fold(query);
    const squashed = folded.replace(/ /g, "");
    const bones = skeleton(query);
    const hits = [];
    if (!squashed) return [];
    const folds = names || (names = foldedNames()); // on the first question, so that the first picture need not wait
    for (let i = 0; i < folds.length; i++) {
      const { folded: texts, squashed: tight, bones: known } = folds[i];
      let score = 0;
      if (tight.includes(squashed)) score = 4;
      else if (tight.some((t) => t.startsWith(squashed))) score = 3;
      else if (texts.some((t) => t.includes(folded))) score = 2;
      else if (known.has(bones) && (bones.length > 2 || tight.some((t) => t[0] === squashed[0]))) score = 1; // two sounds alone say too little
      if (score) hits.push({ place: i, score, sounds: score === 1 });
    }
    const size = (/** @type {PlaceHit} */ h) => data.first[h.place + 1] - data.first[h.place];
    return hits.sort((a, b) => b.score - a.score || size(b) - size(a) || a.place - b.place);
  }

  /** Sentences that hold every word. @param {string} query @returns {number[]} */
  function inSentences(query) {
    const words = fold(query).split(" ").filter(Boolean);
    if (!words.length || !data.sentences.text) return [];
    /** @type {string[]} */
    const texts = sentences || (sentences = data.sentences.text.map(fold));
    const hits = [];
    for (let i = 0; i < texts.length; i++) if (words.every((w) => texts[i].includes(w))) hits.push(i);
    return hits;
  }

  /** @param {string} query @returns {number[]} */
  function inReports(query) {
    const words = fold(query).split(" ").filter(Boolean);
    const { path, outlet, title, author } = data.documents;
    return words.length && title ? path.flatMap((/** @type {string} */ p, /** @type {number} */ i) => (words.every((w) => fold(`${outlet[i]} ${title[i]} ${author[i]} ${p}`).includes(w)) ? [i] : [])) : [];
  }

  /** Every mention that a query touches by its place, its sentence or its report. @param {string} query */
  function mentions(query) {
    const found = new Uint8Array(data.mentions.place.length);
    const byPlace = new Set(places(query).map((h) => h.place));
    const bySentence = new Set(inSentences(query));
    const byReport = new Set(inReports(query));
    for (let i = 0; i < found.length; i++) {
      const sentence = data.mentions.sentence[i];
      found[i] = byPlace.has(data.mentions.place[i]) || bySentence.has(sentence) || byReport.has(data.sentences.doc[sentence]) ? 1 : 0;
    }
    return found;
  }
  /** Reads the names again: more have come. */
  function forget() {
    names = null;
  }
  return { places, inSentences, inReports, mentions, forget };
}

// dom.js
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** A text as it is shown: controls that would turn the words after them about stand as their codes, so that what is read is what is written. @param {string} text */
function plain(text) {
  return text.replace(TURNS, (control) => `[U+${control.charCodeAt(0).toString(16).toUpperCase()}]`);
}

/**
 * Makes an element. Text enters by textContent only; no part of this script writes markup.
 * @param {string} tag @param {Record<string, any> | null} [attributes] @param {...(Node | string | null | false | undefined)} children
 * @returns {any}
 */
function el(tag, attributes, ...children) {
  const node = ["svg", "rect", "path"].includes(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = plain(String(value));
    else if (name === "title" || name === "aria-label") node.setAttribute(name, plain(String(value)));
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child || child === "") node.append(typeof child === "string" ? plain(child) : child);
  return node;
}

/** A name that keeps its own direction among words of another. @param {string} text @param {string} [lang] */
function bdi(text, lang) {
  return el("bdi", { lang: lang && /^[A-Za-z-]{2,12}$/.test(lang) ? lang : null, text });
}

/** A link for web addresses only; anything else stays words. @param {string} url @param {string} words */
function link(url, words) {
  if (!/^https?:\/\//i.test(url || "")) return url ? el("span", { class: "dl-url" }, bdi(url)) : null;
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words);
}

/** Swaps the content of an element. @param {Element} node @param {...(Node | string | null | false)} children */
function fill(node, ...children) {
  node.replaceChildren(.../** @type {any[]} */ (children.filter((c) => c || c === "").map((c) => (typeof c === "string" ? plain(c) : c))));
}

/** A small drawing for a button. @param {string} path */
function icon(path) {
  return el("svg", { viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true", focusable: "false" }, el("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" }));
}

// state.js
/**
 * What the reader has chosen. All of it stands in the address, so that a link shows what its sender saw.
 * @typedef {{filters: Filters, size: string, form: string, areas: boolean, heat: boolean, theme: string, lang: string, tab: string, place: number,
 *   query: string, compare: [string, string], view: [number, number, number] | null}} State
 */

/** @param {State} state @param {Data} data */
function toHash(state, data) {
  const { filters } = state;
  const out = new URLSearchParams();
  const kinds = [...filters.kinds].sort().join(".");
  const set = (/** @type {string} */ key, /** @type {any} */ value, /** @type {any} */ usual) => value !== usual && value !== null && out.set(key, String(value));
  set("place", state.place >= 0 ? data.places[state.place].id : null, null);
  set("q", state.query, "");
  set("only", filters.only ? 1 : 0, 0);
  set("kinds", kinds, "place");
  set("confidence", filters.confidence, 0);
  set("precision", filters.precision, null);
  if (filters.sources) for (const source of [...filters.sources].sort()) out.append("source", source);
  if (filters.sources && !filters.sources.size) out.append("source", "");
  set("copies", filters.copies ? 1 : 0, 1);
  set("axis", filters.axis, "published");
  set("since", filters.since, null);
  set("until", filters.until, null);
  set("size", state.size, "mentions");
  set("form", state.form, "list");
  set("areas", state.areas ? 1 : 0, 1);
  set("heat", state.heat ? 1 : 0, 0);
  set("theme", state.theme, "");
  set("lang", state.lang, data.about.lang);
  set("tab", state.tab, "places");
  if (state.compare[0] || state.compare[1]) { out.append("compare", state.compare[0]); out.append("compare", state.compare[1]); }
  if (state.view) out.set("view", state.view.join(","));
  return out.toString();
}

/** @param {string} hash @param {Data} data @returns {State} */
function fromHash(hash, data) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const number = (/** @type {string} */ key) => (given.get(key) && Number.isFinite(Number(given.get(key))) ? Number(given.get(key)) : null);
  const one = (/** @type {string} */ key, /** @type {string[]} */ allowed) => (allowed.includes(given.get(key) || "") ? /** @type {string} */ (given.get(key)) : allowed[0]);
  const filters = openFilters();
  if (given.has("kinds")) filters.kinds = new Set((given.get("kinds") || "").split(".").filter((k) => ["place", "actor", "demonym"].includes(k)));
  filters.confidence = Math.min(1, Math.max(0, number("confidence") || 0));
  filters.precision = PRECISIONS.includes(number("precision") || 0) ? number("precision") : null;
  if (given.has("source")) filters.sources = new Set(given.getAll("source").filter(Boolean));
  filters.copies = given.get("copies") !== "0";
  filters.axis = one("axis", ["published", "event"]);
  filters.since = number("since");
  filters.until = number("until");
  filters.only = given.get("only") === "1";
  const view = (given.get("view") || "").split(",").map(Number);
  const pair = given.getAll("compare");
  return {
    filters, size: one("size", ["mentions", "sources"]), form: one("form", ["list", "table"]), areas: given.get("areas") !== "0", heat: given.get("heat") === "1", theme: one("theme", ["", "light", "dark"]),
    lang: one("lang", [data.about.lang, ...Object.keys(STRINGS)]), tab: one("tab", ["places", "filters", "compare", "about"]),
    place: data.places.findIndex((p) => p.id === given.get("place")), query: given.get("q") || "", compare: [pair[0] || "", pair[1] || ""],
    view: view.length === 3 && view.every(Number.isFinite) ? [view[0], view[1], view[2]] : null,
  };
}

// base.js
/** Colours that a canvas needs by value; the rest stand in evidence.css. */
const TONES = {
  light: { sea: "#d3dde2", land: "#f3f0e9", shore: "#a9b8c0", line: "#9c948a", river: "#a9bdc8", dispute: "#7d746a", area: "#1f5673" },
  dark: { sea: "#12171b", land: "#22292f", shore: "#39454d", line: "#5d6770", river: "#33434e", dispute: "#89939b", area: "#8cc1da" },
};

/** Whether the page is dark: as chosen, or else as the reader's system is. @param {State} state */
function isDark(state) {
  return state.theme ? state.theme === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Whole steps back to [latitude, longitude], which is Leaflet's order. @param {number[]} row @param {number} steps @param {number} offset */
function unroll(row, steps, offset) {
  const line = new Array(row.length / 2);
  for (let i = 0, x = 0, y = 0; i < row.length; i += 2) {
    x += row[i];
    y += row[i + 1];
    line[i / 2] = [y / steps, x / steps + offset];
  }
  return line;
}

/**
 * Draws the embedded base map: a coarse world, over it fine lines near the data. Returns a function that colours it.
 * @param {any} map @param {any} base @param {boolean} copyEast whether data stand beyond the antimeridian
 */
function drawBase(map, base, copyEast) {
  const pane = map.createPane("dl-base");
  pane.style.zIndex = 150;
  pane.style.pointerEvents = "none";
  const renderer = L.canvas({ pane: "dl-base", padding: 0.25 });
  /** @type {[any, (t: any) => any][]} */
  const parts = [];
  const put = (/** @type {any} */ layer, /** @type {(t: any) => any} */ style) => parts.push([layer, style]);
  const common = { renderer, interactive: false, smoothFactor: 0.8 };
  const lines = (/** @type {number[][]} */ rows, /** @type {any} */ level, /** @type {number} */ offset) => rows.map((r) => unroll(r, level.steps, offset));
  const group = L.layerGroup();
  let tones = TONES.light;
  /** One world of the map; those to its left and right are drawn when they come into sight. @param {number} offset */
  const world = (offset) => {
    const from = parts.length;
    for (const level of [base.coarse, base.fine]) {
      const fine = level === base.fine;
      if (fine && offset && !copyEast) continue;
      if (fine && level.region.length) put(L.polygon(lines(level.region, level, offset), common), (t) => ({ stroke: false, fill: true, fillColor: t.sea, fillOpacity: 1 }));
      put(L.polygon(lines(level.coast, level, offset), common), (t) => ({ stroke: false, fill: true, fillColor: t.land, fillOpacity: 1 }));
      put(L.polygon(lines(level.lakes, level, offset), common), (t) => ({ stroke: false, fill: true, fillColor: t.sea, fillOpacity: 1 }));
      put(L.polyline(lines(level.rivers, level, offset), common), (t) => ({ color: t.river, weight: fine ? 1.3 : 0.8, opacity: 1 }));
      for (const { says, lines: rows } of level.boundaries) {
        put(L.polyline(lines(rows, level, offset), common), (t) => (says ? { color: t.dispute, weight: 1.2, dashArray: "5 4", opacity: 1 } : { color: t.line, weight: 0.9, opacity: 0.9 }));
      }
    }
    for (const [layer, style] of parts.slice(from)) { layer.setStyle(style(tones)); group.addLayer(layer); }
  };
  const drawnWorlds = new Set();
  const extend = () => {
    const bounds = map.getBounds().pad(0.25); // as far as the canvas reaches
    for (const offset of [-360, 0, 360]) {
      if (drawnWorlds.has(offset) || bounds.getWest() > 180 + offset || bounds.getEast() < offset - 180) continue;
      drawnWorlds.add(offset);
      world(offset);
    }
  };
  return (/** @type {boolean} */ dark) => {
    tones = dark ? TONES.dark : TONES.light;
    map.getContainer().style.background = tones.sea;
    if (!drawnWorlds.size) map.on("moveend", extend); // from the first view on
    extend();
    for (const [layer, style] of parts) layer.setStyle(style(tones));
    if (!map.hasLayer(group)) group.addTo(map);
  };
}

// tiles.js
/**
 * What a layer of vector tiles is drawn as, by its name, in the order of drawing; names of the schemas in use: Protomaps, OpenMapTiles, Shortbread.
 * Points and names are left out: towns are named by the gazetteer.
 * @type {[RegExp, string][]}
 */
const TILE_LAYERS = [
  [/^(earth|land)$/, "land"], [/landuse|landcover|park|wood|natural|^sites$/, "green"], [/^(ocean|water$|water_polygons$)/, "sea"],
  [/waterway|water_lines|river/, "river"], [/building/, "building"], [/road|transport|street|highway|rail|ferr|aeroway/, "road"], [/bound|admin/, "border"],
];

/** Reads a Protocol Buffers message: calls back with the number of each field, and its value or its bytes. @param {Uint8Array} bytes @param {(field: number, value: any) => void} each */
function eachField(bytes, each) {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let power = 1; at < bytes.length; power *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * power;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const key = varint();
    const kind = key & 7;
    if (kind === 0) each(key >>> 3, varint());
    else if (kind === 2) { const size = varint(); each(key >>> 3, bytes.subarray(at, at + size)); at += size; }
    else if (kind === 1 || kind === 5) { at += kind === 1 ? 8 : 4; each(key >>> 3, true); }
    else return; // no kind that such tiles have: leave the rest
  }
}

/** The whole numbers of a packed field. @param {Uint8Array} bytes */
function packedNumbers(bytes) {
  const out = [];
  for (let at = 0; at < bytes.length;) {
    let value = 0;
    for (let power = 1; at < bytes.length; power *= 128) { const byte = bytes[at++]; value += (byte & 127) * power; if (byte < 128) break; }
    out.push(value);
  }
  return out;
}

/** Lines of a feature in the units of its tile; a ring ends where it began. @param {Uint8Array} bytes @returns {number[][]} */
function tileLines(bytes) {
  const given = packedNumbers(bytes);
  const lines = [];
  /** @type {number[]} */
  let line = [];
  for (let at = 0, x = 0, y = 0; at < given.length;) {
    const command = given[at] & 7;
    const times = given[at++] >>> 3;
    if (command === 7) { line.push(line[0], line[1]); continue; }
    for (let k = 0; k < times && at + 1 < given.length; k++, at += 2) {
      x += (given[at] >>> 1) ^ -(given[at] & 1);
      y += (given[at + 1] >>> 1) ^ -(given[at + 1] & 1);
      if (command === 1) lines.push((line = []));
      line.push(x, y);
    }
  }
  return lines;
}

/**
 * A vector tile: its layers with what each is drawn as, its lines and areas.
 * @param {Uint8Array} bytes @returns {{look: string, extent: number, features: {area: boolean, disputed: boolean, lines: number[][]}[]}[]}
 */
function vectorTile(bytes) {
  /** @type {{rank: number, look: string, extent: number, features: any[]}[]} */
  const layers = [];
  const words = new TextDecoder();
  eachField(bytes, (field, body) => {
    if (field !== 3) return;
    let name = "";
    let extent = 4096;
    /** @type {string[]} */
    const keys = [];
    /** @type {any[]} */
    const values = [];
    /** @type {Uint8Array[]} */
    const raw = [];
    eachField(body, (part, value) => {
      if (part === 1) name = words.decode(value);
      else if (part === 2) raw.push(value);
      else if (part === 3) keys.push(words.decode(value));
      else if (part === 4) { let found; eachField(value, (_, v) => { found = v instanceof Uint8Array ? words.decode(v) : v; }); values.push(found); }
      else if (part === 5) extent = value;
    });
    const rank = TILE_LAYERS.findIndex(([pattern]) => pattern.test(name));
    if (rank < 0) return;
    const features = raw.map((one) => {
      const feature = { kind: 0, disputed: false, lines: /** @type {number[][]} */ ([]) };
      eachField(one, (part, value) => {
        if (part === 2) {
          const tags = packedNumbers(value);
          for (let k = 0; k + 1 < tags.length; k += 2) if (/disputed/.test(keys[tags[k]]) && values[tags[k + 1]] && values[tags[k + 1]] !== "no") feature.disputed = true;
        } else if (part === 3) feature.kind = value;
        else if (part === 4) feature.lines = tileLines(value);
      });
      return { area: feature.kind === 3, disputed: feature.disputed, lines: feature.kind === 1 ? [] : feature.lines };
    });
    layers.push({ rank, look: TILE_LAYERS[rank][1], extent, features });
  });
  return layers.sort((a, b) => a.rank - b.rank);
}

const DRAWN_AREAS = new Set(["land", "green", "sea", "building"]);
const DRAWN_LINES = new Set(["sea", "river", "road", "border"]);

/**
 * Draws a vector tile. @param {CanvasRenderingContext2D} pen @param {any[]} layers @param {number} size pixels of the tile @param {any} tones
 * @param {number} zoom @param {boolean} land whether land is drawn, or else water @param {number} finer pixels of the canvas for one of the page
 */
function paintVector(pen, layers, size, tones, zoom, land, finer) {
  pen.fillStyle = land ? tones.sea : tones.land;
  pen.fillRect(0, 0, size, size);
  for (const { look, extent, features } of layers) {
    const scale = size / extent;
    for (const { area, disputed, lines } of features) {
      if (!(area ? DRAWN_AREAS : DRAWN_LINES).has(look)) continue;
      pen.beginPath();
      for (const line of lines) for (let k = 0; k < line.length; k += 2) { if (k) pen.lineTo(line[k] * scale, line[k + 1] * scale); else pen.moveTo(line[k] * scale, line[k + 1] * scale); }
      if (area) {
        pen.globalAlpha = look === "green" ? 0.16 : look === "building" ? 0.4 : 1;
        pen.fillStyle = look === "sea" ? tones.sea : look === "land" ? tones.land : look === "green" ? tones.river : tones.shore;
        pen.fill("evenodd");
        pen.globalAlpha = 1;
        continue;
      }
      const width = look === "road" ? Math.max(0.5, Math.min(3, (zoom - 8) * 0.4)) : look === "border" ? 0.9 : 1;
      pen.lineWidth = width * finer;
      pen.setLineDash(look === "border" && disputed ? [5 * pen.lineWidth, 4 * pen.lineWidth] : []);
      pen.strokeStyle = look === "border" ? (disputed ? tones.dispute : tones.line) : look === "road" ? tones.shore : tones.river;
      pen.stroke();
    }
  }
  pen.setLineDash([]);
}

/**
 * The tiles of a local base map as a layer over the embedded one. A tile that is not there is cut out of the nearest coarser one.
 * @param {any} app @param {any} given
 */
function drawTiles(app, given) {
  if (!given) return null;
  const { kind, land } = app.data.about.local;
  /** @type {Map<string, number>} */
  const rows = new Map();
  for (let i = 0; i < given.zoom.length; i++) rows.set(`${given.zoom[i]}/${given.x[i]}/${given.y[i]}`, i);
  const body = (/** @type {number} */ row) => given.bodies.subarray(given.start[row], given.start[row] + given.length[row]);
  /** @type {Map<number, any>} */
  const read = new Map();
  const tileOf = (/** @type {number} */ row) => {
    if (!read.has(row)) read.set(row, kind === "vector" ? vectorTile(body(row)) : createImageBitmap(new Blob([body(row)], { type: kind })));
    return read.get(row);
  };
  const pane = app.map.createPane("dl-tiles");
  pane.style.zIndex = 160;
  pane.style.pointerEvents = "none";
  const Layer = L.GridLayer.extend({
    createTile(/** @type {any} */ coords, /** @type {(error: any, tile: any) => void} */ done) {
      const canvas = el("canvas");
      const side = 256 * Math.min(2, Math.ceil(window.devicePixelRatio || 1));
      canvas.width = canvas.height = side;
      let up = 0;
      while (up <= coords.z && !rows.has(`${coords.z - up}/${coords.x >> up}/${coords.y >> up}`)) up++;
      const row = rows.get(`${coords.z - up}/${coords.x >> up}/${coords.y >> up}`);
      const pen = canvas.getContext("2d");
      const paint = (/** @type {any} */ tile) => {
        const large = side * 2 ** up; // pixels of the tile that this one is a part of
        const [left, top] = [(coords.x % 2 ** up) * side, (coords.y % 2 ** up) * side];
        if (kind === "vector") {
          pen.translate(-left, -top);
          paintVector(pen, tile, large, TONES[isDark(app.state) ? "dark" : "light"], coords.z, land, side / 256);
        } else pen.drawImage(tile, -left, -top, large, large);
        done(null, canvas);
      };
      if (row === undefined) setTimeout(() => done(null, canvas), 0);
      else Promise.resolve(tileOf(row)).then(paint, () => done(null, canvas));
      return canvas;
    },
  });
  return new Layer({ pane: "dl-tiles", keepBuffer: 1, attribution: "" }).addTo(app.map);
}

// marks.js
const SMALLEST = 12;
const LARGEST = 44;
/** Areas of phrases drawn at once. */
const MOST_RELATIONS = 300;

/** Whether a relation's geometry is one that can be drawn; nobody has checked it before. @param {any} geometry */
function isGeometry(geometry) {
  const numbers = (/** @type {any} */ part) => Array.isArray(part) && part.length > 0 && (typeof part[0] === "number" ? part.length > 1 && part.every(Number.isFinite) : part.every(numbers));
  return /^(Multi)?(Point|LineString|Polygon)$/.test(geometry.type) && numbers(geometry.coordinates);
}

/** Diameter of a mark in pixels; grows with the root, so that its area tells the number. @param {number} value @param {number} most */
function diameter(value, most) {
  return Math.round(SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(Math.max(0, value - 1) / Math.max(8, most - 1)));
}

/**
 * The marks: one a place, gathered by supercluster; those that stand for wide areas are kept apart, so that no number
 * on a town counts a country.
 * @param {any} app
 */
function marks(app) {
  const { map, data } = app;
  const layer = L.layerGroup().addTo(map);
  const shapes = L.layerGroup();
  const heat = L.layerGroup();
  const pane = map.createPane("dl-areas");
  pane.style.zIndex = 350;
  const renderer = L.canvas({ pane: "dl-areas", padding: 0.2 });
  const heatPane = map.createPane("dl-heat");
  heatPane.style.zIndex = 340;
  const heatRenderer = L.canvas({ pane: "dl-heat", padding: 0.2 });
  const deepest = Number.isFinite(map.getMaxZoom()) ? map.getMaxZoom() : 18;
  /** Points of towns, and of wide areas. @type {any[][]} */
  let features = [];
  /** Clusters of both at the zooms that were seen: a tree of all zooms at once would hold up the first picture. @type {Map<number, any[]>} */
  let clusters = new Map();
  let most = 1;
  /** Marks on the map, and those of the last picture that this one has not taken yet. @type {any[]} */
  let used = [];
  /** @type {any[]} */
  let spare = [];

  /** Whether a place is too vague to be counted with the towns around it. @param {Place} place */
  const wide = (place) => (place.km || 0) > 60 || (place.feature || "").startsWith("A.PCL");
  /** @param {number} i */
  const weight = (i) => (app.state.size === "sources" ? app.shown.sources[i] : app.shown.counts[i]);

  function refresh() {
    features = [[], []];
    clusters = new Map();
    most = 1;
    data.places.forEach((/** @type {Place} */ place, /** @type {number} */ i) => {
      if (!place.at || !app.shown.counts[i]) return;
      most = Math.max(most, weight(i));
      const lon = drawn(data, place.at[0]) - data.shift;
      features[wide(place) ? 1 : 0].push({ type: "Feature", properties: { i, n: app.shown.counts[i] }, geometry: { type: "Point", coordinates: [lon, place.at[1]] } });
    });
    repaint();
  }

  /** The clusters of towns and of wide areas at a zoom. @param {number} zoom @returns {any[]} */
  function clustersAt(zoom) {
    const known = clusters.get(zoom) || features.map((list) => new Supercluster({
      radius: 44, extent: 256, minZoom: zoom, maxZoom: zoom, map: (/** @type {any} */ p) => ({ n: p.n }), reduce: (/** @type {any} */ a, /** @type {any} */ b) => { a.n += b.n; },
    }).load(list));
    clusters.set(zoom, known);
    return known;
  }

  function repaint() {
    if (!features.length) return; // the map still looks for its first view
    const focused = document.activeElement && document.activeElement.getAttribute("data-mark");
    const controls = app.measureControls();
    spare = used.reverse(); // the first is taken first, so that a mark mostly stays the same element
    used = [];
    shapes.clearLayers();
    heat.clearLayers();
    app.spots = [];
    const box = map.getBounds().pad(0.25);
    const west = Math.max(-180, box.getWest() - data.shift);
    const east = Math.min(180, box.getEast() - data.shift);
    const zoom = Math.round(map.getZoom());
    clustersAt(zoom).forEach((index, kind) => {
      for (const spot of index.getClusters([west, Math.max(-90, box.getSouth()), east, Math.min(90, box.getNorth())], zoom)) {
        if (spot.properties.cluster) paintCluster(index, spot, kind); else paintPlace(spot.properties.i, kind);
      }
    });
    if (app.state.heat) paintHeat();
    if (app.state.areas) paintAllRelations();
    if (app.state.place >= 0) {
      if (data.places[app.state.place].at) paintShape(app.state.place, true);
      paintRelations(app.state.place);
    }
    if (!map.hasLayer(shapes)) shapes.addTo(map);
    if (!map.hasLayer(heat)) heat.addTo(map);
    for (const marker of spare) layer.removeLayer(marker);
    if (focused) layer.eachLayer((/** @type {any} */ m) => { const node = m.getElement(); if (node && node.getAttribute("data-mark") === focused) node.focus({ preventScroll: true }); });
    app.drawLabels(controls);
  }

  /** A mark that stands for nothing yet. Marks are used again: to make one takes longer than to change it. */
  function fresh() {
    const marker = L.marker([0, 0], { icon: L.divIcon({ className: "dl-mark", html: el("span"), iconSize: [LARGEST, LARGEST] }), keyboard: true, riseOnHover: true });
    marker.on("click", () => marker.open());
    marker.addTo(layer);
    marker.getElement().addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); e.stopPropagation(); marker.open(); } });
    return marker;
  }

  /** @param {number} lat @param {number} lon @param {string} className @param {number} size @param {string} words @param {string} key @param {string} number @param {() => void} open */
  function put(lat, lon, className, size, words, key, number, open) {
    const target = Math.max(26, size);
    if (className.includes("dl-wide")) [lat, lon] = beside(lat, lon, size);
    const marker = spare.pop() || fresh();
    used.push(marker);
    marker.open = open;
    marker.setLatLng([lat, lon]).setZIndexOffset(className.includes("dl-wide") ? -1000 : 0);
    const node = marker.getElement();
    Object.assign(node.style, { width: `${target}px`, height: `${target}px`, marginLeft: `${-target / 2}px`, marginTop: `${-target / 2}px` });
    const inner = node.firstChild;
    inner.className = className;
    Object.assign(inner.style, { width: `${size}px`, height: `${size}px` });
    inner.textContent = number;
    node.removeAttribute("title");
    node.removeAttribute("aria-current");
    node.setAttribute("data-mark", key);
    node.setAttribute("aria-label", plain(words));
    app.spots.push({ lat, lon, size, key });
    return node;
  }

  /** Room for the mark of a country or wide region, which stands for no one spot, beside the marks of its towns. @param {number} lat @param {number} lon @param {number} size @returns {[number, number]} */
  function beside(lat, lon, size) {
    const at = map.latLngToContainerPoint([lat, lon]);
    const covers = (/** @type {any} */ p) => app.spots.some((/** @type {any} */ s) => {
      const other = map.latLngToContainerPoint([s.lat, s.lon]);
      const room = (s.size + size) / 2 - 2;
      return Math.abs(other.x - p.x) < room && Math.abs(other.y - p.y) < room;
    });
    for (const far of [0, 22, 34, 46, 58, 70]) {
      for (let k = 0; k < (far ? 12 : 1); k++) {
        const p = L.point(at.x + far * Math.cos((k * Math.PI) / 6), at.y + far * Math.sin((k * Math.PI) / 6));
        if (covers(p)) continue;
        const free = map.containerPointToLatLng(p);
        if (!far) return [lat, lon];
        const tone = TONES[isDark(app.state) ? "dark" : "light"].area;
        shapes.addLayer(L.polyline([[lat, lon], free], { renderer, interactive: false, color: tone, weight: 1.2, opacity: 0.8 })); // leads back to where it belongs
        shapes.addLayer(L.circleMarker([lat, lon], { renderer, interactive: false, stroke: false, fill: true, fillColor: tone, fillOpacity: 1, radius: 2 }));
        return [free.lat, free.lng];
      }
    }
    return [lat, lon];
  }

  /** @param {number} i @param {number} kind */
  function paintPlace(i, kind) {
    const place = data.places[i];
    const rank = confidenceWord(app.shown.confidence[i] < 0 ? null : app.shown.confidence[i]).rank;
    const size = Math.max(kind ? 20 : 0, diameter(weight(i), most));
    const chosen = app.state.place === i;
    const side = app.side(i);
    const words = app.say("openPlace", { name: app.nameOf(i), n: app.countWords(i) });
    const node = put(place.at[1], drawn(data, place.at[0]), `dl-dot dl-sure${rank}${kind ? " dl-wide" : ""}${chosen ? " dl-chosen" : ""}${side ? ` dl-side-${side}` : ""}`, size, words, `p${i}`, size >= 22 && weight(i) > 1 ? String(weight(i)) : "", () => app.openPlace(i));
    node.setAttribute("title", plain(app.nameOf(i)));
    app.spots[app.spots.length - 1].name = app.nameOf(i);
    app.spots[app.spots.length - 1].weight = weight(i) + (kind ? 0 : 1000);
    if (chosen) node.setAttribute("aria-current", "true");
    if (app.state.areas && !chosen) paintShape(i, false);
  }

  /** @param {any} index @param {any} spot @param {number} kind */
  function paintCluster(index, spot, kind) {
    const [lon, lat] = spot.geometry.coordinates;
    /** @returns {number[]} the places gathered here; thousands, so asked for only where needed */
    const leaves = () => index.getLeaves(spot.id, Infinity).map((/** @type {any} */ leaf) => leaf.properties.i);
    const comparing = app.state.tab === "compare" && app.state.compare.every(Boolean);
    let value = spot.properties.n;
    if (app.state.size === "sources") {
      const families = new Set();
      for (const i of leaves()) addFamilies(data, app.shown, i, families);
      value = families.size;
    }
    const size = Math.max(28, Math.min(LARGEST + 4, diameter(value, Math.max(most, value))));
    const words = app.say("cluster", { p: spot.properties.point_count, n: app.number(value, app.state.size === "sources" ? "sources" : "mentions") });
    const key = `c${spot.id}-${kind}`;
    const text = value > 9999 ? `${Math.round(value / 1000)}k` : String(value);
    const sides = new Set(comparing ? leaves().map(app.side).join("").replace(/none/g, "") : "");
    const chosen = app.state.place >= 0 && leaves().includes(app.state.place);
    put(lat, lon + data.shift, `dl-ring${sides.size ? ` dl-side-${[...sides].sort().join("")}` : ""}${kind ? " dl-wide" : ""}${chosen ? " dl-chosen" : ""}`, size, words, key, text, () => {
      const within = L.latLngBounds(leaves().map((i) => [data.places[i].at[1], drawn(data, data.places[i].at[0])]));
      const zoom = Math.max(map.getZoom() + 1, Math.min(map.getBoundsZoom(within.pad(0.15)), deepest));
      if (zoom > deepest || within.getSouthWest().equals(within.getNorthEast())) app.listPlaces(leaves());
      else map.flyTo(within.getCenter(), zoom, { duration: 0.35, animate: app.moves() });
    });
  }

  /** The ground within which an imprecise place lies. @param {number} i @param {boolean} chosen */
  function paintShape(i, chosen) {
    const place = data.places[i];
    const tone = TONES[isDark(app.state) ? "dark" : "light"].area;
    const line = place.area && /LineString/.test(place.area.type);
    const style = { renderer, interactive: false, color: tone, weight: chosen ? 2 : 1, dashArray: "6 5", opacity: chosen ? 0.95 : 0.55, fill: !line, fillColor: tone, fillOpacity: chosen ? 0.12 : 0.05 };
    if (place.area) {
      L.geoJSON(place.area, { style: () => style, interactive: false, renderer, coordsToLatLng: (/** @type {number[]} */ c) => L.latLng(c[1], drawn(data, c[0])), pointToLayer: (/** @type {any} */ _, /** @type {any} */ at) => L.circleMarker(at, { ...style, radius: 4 }) })
        .eachLayer((/** @type {any} */ part) => shapes.addLayer(part));
    } else if ((place.km || 0) > 10 && Math.abs(place.at[1]) < 85) {
      if (!chosen && ((place.km || 0) > 600 || (place.feature || "").startsWith("A.PCL"))) return; // such a circle says little and covers the towns
      shapes.addLayer(L.circle([place.at[1], drawn(data, place.at[0])], { ...style, radius: (place.km || 0) * 1000 }));
    }
  }

  /** Where phrases such as "12 km south of" or "eastern" lead from the chosen place. @param {number} place */
  function paintRelations(place) {
    const { mentions, relations } = data;
    if (!mentions.relation) return; // not read yet
    for (let i = data.first[place]; i < data.first[place + 1]; i++) {
      const relation = app.shown.mask[i] && mentions.relation[i] >= 0 ? relations[mentions.relation[i]] : null;
      if (relation) paintRelation(relation, { weight: 2, opacity: 0.95, fillOpacity: 0.15 });
    }
  }

  /** The same of all places, faintly; where they are too many none, since they would cover the map. */
  function paintAllRelations() {
    const { mentions, relations } = data;
    if (!mentions.relation) return;
    const met = new Set();
    for (let i = 0; i < app.shown.mask.length && met.size <= MOST_RELATIONS; i++) if (mentions.relation[i] >= 0 && app.shown.mask[i]) met.add(mentions.relation[i]);
    if (met.size <= MOST_RELATIONS) for (const number of met) paintRelation(relations[number], { weight: 1, opacity: 0.55, fillOpacity: 0.05 });
  }

  /** The ground that a phrase speaks of: its own outline, or a circle. @param {any} relation @param {any} look */
  function paintRelation(relation, look) {
    const tone = TONES[isDark(app.state) ? "dark" : "light"].area;
    const style = { renderer, interactive: false, color: tone, dashArray: "2 5", fill: true, fillColor: tone, ...look };
    if (relation.geometry && isGeometry(relation.geometry)) {
      L.geoJSON(relation.geometry, { style: () => style, interactive: false, renderer, coordsToLatLng: (/** @type {number[]} */ c) => L.latLng(c[1], drawn(data, c[0])), pointToLayer: (/** @type {any} */ _, /** @type {any} */ at) => L.circleMarker(at, { ...style, radius: 4 }) })
        .eachLayer((/** @type {any} */ part) => shapes.addLayer(part));
    } else if (typeof relation.lat === "number" && typeof relation.lon === "number" && Math.abs(relation.lat) <= 85) {
      shapes.addLayer(L.circle([relation.lat, drawn(data, relation.lon)], { ...style, radius: 1000 * Math.max(1, Number(relation.uncertainty_km) || 1) }));
    }
  }

  function paintHeat() {
    const tone = TONES[isDark(app.state) ? "dark" : "light"].area;
    data.places.forEach((/** @type {Place} */ place, /** @type {number} */ i) => {
      if (!place.at || !app.shown.counts[i] || wide(place)) return;
      for (const share of [1, 0.85, 0.7, 0.55, 0.4, 0.25]) {
        heat.addLayer(L.circleMarker([place.at[1], drawn(data, place.at[0])], { renderer: heatRenderer, pane: "dl-heat", interactive: false, stroke: false, fill: true, fillColor: tone, fillOpacity: Math.min(0.2, 0.03 * (1 + Math.log2(app.shown.counts[i]))), radius: 46 * share }));
      }
    });
  }

  map.on("moveend", repaint);
  return { refresh, repaint };
}

// labels.js
/** From which zoom a country of that many square degrees is named. @param {number} area */
function countryZoom(area) {
  return area > 150 ? 2 : area > 40 ? 4 : area > 12 ? 5 : area > 1 ? 6 : area > 0.4 ? 7 : 8;
}

/**
 * Names on the map: the places of the collection first, then disputed areas, countries and towns that the caller named.
 * None covers a mark or another name.
 * @param {any} app @param {any} base
 */
function labels(app, base) {
  const { map, data } = app;
  const pane = map.createPane("dl-names");
  pane.style.zIndex = 590;
  pane.style.pointerEvents = "none";
  const holder = el("div", { "aria-hidden": "true" });
  pane.append(holder);
  const measure = document.createElement("canvas").getContext("2d");

  /** Where the buttons over the map stand. Asked before the marks change, since otherwise the page is laid out twice. */
  app.measureControls = () => {
    const corner = map.getContainer().getBoundingClientRect();
    return [...app.root.querySelectorAll(".dl-over, .dl-key, .leaflet-control-attribution")].map((node) => node.getBoundingClientRect())
      .filter((b) => b.width).map((b) => [b.left - corner.left, b.top - corner.top, b.right - corner.left, b.bottom - corner.top]);
  };

  return (/** @type {number[][]} */ controls) => {
    const zoom = map.getZoom();
    const size = map.getSize();
    /** @type {number[][]} */
    const taken = [...controls];
    /** @type {Node[]} */
    const nodes = [];
    const free = (/** @type {number[]} */ b) => b[0] >= 0 && b[1] >= 0 && b[2] <= size.x && b[3] <= size.y && taken.every((t) => b[0] > t[2] || b[2] < t[0] || b[1] > t[3] || b[3] < t[1]);
    const point = (/** @type {number} */ lat, /** @type {number} */ lon) => map.latLngToContainerPoint([Math.max(-85, Math.min(85, lat)), lon]);
    for (const spot of app.spots) {
      const p = point(spot.lat, spot.lon);
      taken.push([p.x - spot.size / 2 - 1, p.y - spot.size / 2 - 1, p.x + spot.size / 2 + 1, p.y + spot.size / 2 + 1]);
    }
    const put = (/** @type {string} */ text, /** @type {number} */ lat, /** @type {number} */ lon, /** @type {string} */ kind, /** @type {number} */ beside) => {
      const p = point(lat, lon);
      if (kind === "town" && !free([p.x - 3, p.y - 3, p.x + 3, p.y + 3])) return;
      if (measure) measure.font = kind === "country" ? "600 13px system-ui, 'Noto Sans Arabic'" : "600 12.5px system-ui, 'Noto Sans Arabic'";
      const width = (measure ? measure.measureText(text).width : text.length * 7) * (kind === "country" ? 1.16 : 1.02) + 8;
      const spots = beside ? [[p.x + beside + 2, p.y - 9], [p.x - beside - 2 - width, p.y - 9], [p.x - width / 2, p.y + beside + 1], [p.x - width / 2, p.y - beside - 19]] : [0, 20, -20, 40, -40].slice(0, kind === "dispute" ? 5 : 1).map((dy) => [p.x - width / 2, p.y - 9 + dy]);
      for (const [x, y] of spots) {
        const box = [x, y, x + width, y + 18];
        if (!free(box)) continue;
        taken.push(box);
        if (kind === "town") taken.push([p.x - 3, p.y - 3, p.x + 3, p.y + 3]);
        const at = map.containerPointToLayerPoint([x, y]);
        if (kind === "town") { const spot = map.containerPointToLayerPoint(p); nodes.push(el("div", { class: "dl-town", style: `transform:translate(${Math.round(spot.x) - 2}px,${Math.round(spot.y) - 2}px)` })); }
        nodes.push(el("div", { class: `dl-name dl-name-${kind}`, dir: "auto", style: `transform:translate(${Math.round(at.x)}px,${Math.round(at.y)}px);width:${Math.ceil(width)}px` }, text));
        return;
      }
    };
    for (const spot of app.spots.filter((/** @type {any} */ s) => s.name).sort((/** @type {any} */ a, /** @type {any} */ b) => b.weight - a.weight)) put(spot.name, spot.lat, spot.lon, "place", spot.size / 2);
    const shift = (/** @type {number} */ lon) => drawn(data, lon);
    if (base && zoom >= 5) for (const area of base.areas) put(area[app.state.lang] || area.en, area.lat, shift(area.lon), "dispute", 0);
    if (base) for (const [code, lon, lat, area] of base.labels) if (code !== "EH" && zoom >= countryZoom(area) && zoom < 9) put(countryName(app.state.lang, code), lat, shift(lon), "country", 0);
    for (const [name, lat, lon, rank, own] of data.about.labels) if (zoom >= 5 + Math.min(rank, 4)) put((own && own[app.state.lang]) || name, lat, shift(lon), "town", 3);
    holder.replaceChildren(...nodes);
  };
}

// timeline.js
/** Bars for the histogram: days, months or years, at most about sixty. @param {Map<number, number>} byDay */
function bars(byDay) {
  const days = [...byDay.keys()].sort((a, b) => a - b);
  if (!days.length) return { unit: "days", rows: [] };
  const span = days[days.length - 1] - days[0];
  const unit = span <= 62 ? "days" : span <= 1900 ? "months" : "years";
  const begin = (/** @type {number} */ day) => {
    const d = new Date(day * 864e5);
    return unit === "days" ? day : Date.UTC(d.getUTCFullYear(), unit === "months" ? d.getUTCMonth() : 0, 1) / 864e5;
  };
  const next = (/** @type {number} */ day) => {
    const d = new Date(day * 864e5);
    return unit === "days" ? day + 1 : Date.UTC(d.getUTCFullYear() + (unit === "years" ? 1 : 0), unit === "months" ? d.getUTCMonth() + 1 : 0, 1) / 864e5;
  };
  /** @type {Map<number, number>} */
  const sums = new Map();
  for (const [day, n] of byDay) sums.set(begin(day), (sums.get(begin(day)) || 0) + n);
  const rows = [];
  for (let at = begin(days[0]); at <= days[days.length - 1] && rows.length < 400; at = next(at)) rows.push({ first: at, last: next(at) - 1, n: sums.get(at) || 0 });
  return { unit, rows };
}

/** @param {number | null} day */
function isoDay(day) {
  return day === null ? "" : new Date(day * 864e5).toISOString().slice(0, 10);
}

/** @param {string} text @returns {number | null} */
function dayOf(text) {
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) ? Math.floor(time / 864e5) : null;
}

/** The histogram with its brush, its two dates and play. @param {any} app */
function timeline(app) {
  const { filters } = app.state;
  const { unit, rows } = bars(app.shown.byDay);
  const most = Math.max(1, ...rows.map((r) => r.n));
  const width = 320;
  const step = width / Math.max(1, rows.length);
  const svg = el("svg", { class: "dl-bars", viewBox: `0 0 ${width} 64`, preserveAspectRatio: "none", role: "img", "aria-label": app.say("histogram", { unit: app.say(unit) }) });
  rows.forEach((row, i) => {
    const inside = (filters.since === null || row.last >= filters.since) && (filters.until === null || row.first <= filters.until);
    const high = row.n ? Math.max(2, (row.n / most) * 60) : 0;
    svg.append(el("rect", { x: (i * step + 0.5).toFixed(2), y: (62 - high).toFixed(2), width: Math.max(0.8, step - 1).toFixed(2), height: high.toFixed(2), class: inside ? "dl-bar" : "dl-bar dl-out" }));
  });
  svg.append(el("rect", { x: 0, y: 62, width, height: 1, class: "dl-axis" }));
  let begun = -1;
  const at = (/** @type {PointerEvent} */ e) => {
    const box = svg.getBoundingClientRect();
    return Math.max(0, Math.min(rows.length - 1, Math.floor(((e.clientX - box.left) / box.width) * rows.length)));
  };
  const choose = (/** @type {number} */ a, /** @type {number} */ b) => app.setFilters({ since: rows[Math.min(a, b)].first, until: rows[Math.max(a, b)].last });
  svg.addEventListener("pointerdown", (/** @type {PointerEvent} */ e) => { if (rows.length) { begun = at(e); svg.setPointerCapture(e.pointerId); e.preventDefault(); } });
  svg.addEventListener("pointermove", (/** @type {PointerEvent} */ e) => {
    if (begun < 0) return;
    const [a, b] = [Math.min(begun, at(e)), Math.max(begun, at(e))];
    svg.querySelectorAll(".dl-bar").forEach((/** @type {Element} */ bar, /** @type {number} */ i) => bar.classList.toggle("dl-out", i < a || i > b));
  });
  svg.addEventListener("pointerup", (/** @type {PointerEvent} */ e) => { if (begun >= 0) { const from = begun; begun = -1; choose(from, at(e)); } });
  svg.addEventListener("pointercancel", () => { begun = -1; app.refreshPanel(); });

  const date = (/** @type {"since" | "until"} */ key) => el("label", { class: "dl-date" }, el("span", null, app.say(key === "since" ? "from" : "to")),
    el("input", { type: "date", value: isoDay(filters[key]), "data-keep": key, onchange: (/** @type {any} */ e) => app.setFilters({ [key]: e.target.value ? dayOf(e.target.value) : null }) }));
  const axis = el("div", { class: "dl-choice", role: "radiogroup", "aria-label": app.say("time") }, ...["published", "event"].map((name) => el("label", null,
    el("input", { type: "radio", name: `${app.name}-axis`, checked: filters.axis === name, "data-keep": name, onchange: () => app.setFilters({ axis: name, since: null, until: null }) }), app.say(name))));
  const timed = filters.since !== null || filters.until !== null;
  const ends = rows.length ? el("div", { class: "dl-ends", "aria-hidden": "true" }, bdi(dayText(rows[0].first, app.state.lang)), bdi(dayText(rows[rows.length - 1].last, app.state.lang))) : null;
  const play = el("button", { type: "button", class: "dl-button", "data-keep": "play", onclick: () => app.play(rows) }, app.say(app.playing ? "pause" : "play"));
  if (!rows.length && !timed) return el("div", null, axis, el("p", { class: "dl-note" }, app.say("noDates")));
  return el("div", null, axis, svg, ends, el("div", { class: "dl-row" }, date("since"), date("until"), rows.length > 1 ? play : null),
    el("p", { class: "dl-note" }, timed && app.shown.undated ? app.say("undatedOut", { n: app.shown.undated }) : app.say("undated")));
}

// evidence.js
/** The line that says where a sentence comes from. @param {any} app @param {number} doc @param {number} sentence */
function sourceLine(app, doc, sentence) {
  const { documents, sentences } = app.data;
  const published = documents.first[doc] !== UNDATED ? dayText(documents.first[doc], app.state.lang) : documents.published[doc];
  const number = sentences.number[sentence];
  const parts = [
    el("cite", null, bdi(outletOf(app.data, doc))), documents.author[doc] ? bdi(documents.author[doc]) : null,
    published ? app.say("dated", { d: published }) : null, documents.title[doc] ? el("span", { class: "dl-title", dir: "auto" }, bdi(documents.title[doc], documents.lang[doc])) : null,
    number < 0 ? null : app.say("line", { n: number }),
    link(documents.url[doc], app.say("link")) || (documents.outlet[doc] ? bdi(documents.path[doc]) : null),
  ].filter(Boolean);
  const line = el("p", { class: "dl-source" });
  parts.forEach((part, i) => line.append(i ? " · " : "", part));
  return line;
}

/** A sentence with its mentions marked. @param {any} app @param {number} sentence @param {number[]} mentions */
function quote(app, sentence, mentions) {
  const { sentences, documents, mentions: columns } = app.data;
  const text = sentences.text[sentence];
  const node = el("blockquote", { dir: "auto", lang: documents.lang[sentences.doc[sentence]] || null });
  let done = 0;
  for (const i of [...mentions].sort((a, b) => columns.at[a] - columns.at[b])) {
    if (columns.at[i] < done) continue;
    node.append(plain(slice(text, done, columns.at[i])), el("mark", null, slice(text, columns.at[i], columns.at[i] + columns.length[i])));
    done = columns.at[i] + columns.length[i];
  }
  node.append(plain(slice(text, done, Infinity)));
  return node;
}

/** A text of the interface with an element in its gap. @param {string} text @param {Node} node */
function around(text, node) {
  const [before, after] = text.split("\u0000");
  return [before, node, after || ""];
}

/** A plain object in words, for relations and judgements whose fields we do not know. @param {any} value @returns {Node} */
function inWords(value) {
  if (value === null || typeof value !== "object") return bdi(String(value));
  const list = Array.isArray(value);
  const rows = Object.entries(value).filter(([, v]) => v !== null && v !== "");
  const node = el("span");
  rows.forEach(([key, v], i) => node.append(i ? (list ? ", " : "; ") : "", list ? "" : `${plain(key.replace(/_/g, " "))}: `, inWords(v)));
  return node;
}

const WAYS = new Set(["north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"]);
/** Relations that one sentence says, without a number or direction. */
const PLAIN = new Set(["near", "outskirts", "countryside", "division", "between", "border", "along", "facility", "coordinates"]);

/** What a phrase makes of a place: "12 km south of here". @param {any} app @param {any} relation @returns {Node | string} */
function relationWords(app, relation) {
  const way = String(relation.direction || "").toLowerCase().replace(/[^a-z]/g, "");
  const room = typeof relation.uncertainty_km === "number" ? app.say("giveOrTake", { km: Math.round(relation.uncertainty_km) }) : "";
  if (relation.kind === "offset" && WAYS.has(way) && typeof relation.km === "number") return app.say("offset", { km: relation.km, way: app.say(way) }) + room;
  const words = { km: relation.km, way: WAYS.has(way) || way === "central" ? app.say(way) : "" };
  if (relation.kind === "distance" && typeof relation.km === "number") return app.say("distance", words) + room;
  if ((relation.kind === "direction" || relation.kind === "part") && words.way) return app.say(relation.kind, words) + room;
  if (PLAIN.has(relation.kind)) return app.say(relation.kind) + room;
  const { geometry, span, lat, lon, ...rest } = relation;
  return inWords(rest);
}

/** Why a name was placed here: steps, features, rivals. @param {any} app @param {number} mention */
function reasons(app, mention) {
  const box = el("details", { class: "dl-why" }, el("summary", null, app.say("why")));
  const build = async () => {
    await app.unpackWhy();
    if (box.childElementCount > 1) return;
    const { match, features, rivals, judgement, margin } = reasonsOf(app.data, mention);
    const list = el("dl");
    const row = (/** @type {string} */ name, /** @type {any} */ ...what) => list.append(el("dt", null, name), el("dd", null, ...what));
    if (judgement) row(app.say("judgement"), inWords(judgement));
    if (match && match.name) row(app.say("matched"), bdi(match.name, match.lang), match.lang ? ` (${match.lang})` : "");
    if (match && (match.steps || []).length) row(app.say("steps"), el("ol", { class: "dl-steps" }, ...match.steps.map((/** @type {string} */ s) => el("li", null, bdi(s)))));
    if (features.length) row(app.say("signs"), el("ul", { class: "dl-signs" }, ...features.map((/** @type {any} */ f) => el("li", { dir: "auto" },
      `${f.says || String(f.name).replace(/_/g, " ")} `, typeof f.value === "number" ? el("span", { class: "dl-num", dir: "ltr", title: f.name }, `${f.value.toFixed(2)}${typeof f.weight === "number" ? ` × ${f.weight.toFixed(2)}` : ""}`) : null))));
    if (rivals.length) row(app.say("rivals"), el("ul", null, ...rivals.map((/** @type {any} */ r) => el("li", null, bdi(r.name), ` ${[featureWords(app.state.lang, r.feature), countryName(app.state.lang, r.country)].filter(Boolean).join(app.say("comma"))}`,
      typeof r.probability === "number" ? el("span", { class: "dl-num" }, ` ${r.probability.toFixed(2)}`) : null))), typeof margin === "number" ? el("p", null, app.say("margin", { n: margin.toFixed(2) })) : null);
    else if (match || features.length) row(app.say("rivals"), app.say("norivals"));
    if (!list.childElementCount) row(app.say("why"), app.say("noReasons"));
    box.append(list);
  };
  box.addEventListener("toggle", build);
  return box;
}

/** How the time of an event is known, where the page has words for it. */
const HOW = new Map([["stated", "stated"], ["inherited", "inherited"], ["published", "publication"]]);

/** One sentence with its source, its mentions, its reasons. @param {any} app @param {number} sentence @param {number[]} mentions @param {HTMLElement[]} copies */
function evidenceItem(app, sentence, mentions, copies) {
  const { mentions: columns, times, relations, sentences } = app.data;
  const doc = sentences.doc[sentence];
  const i = mentions.reduce((best, m) => (columns.confidence[m] > columns.confidence[best] ? m : best), mentions[0]);
  const confidence = confidenceOf(app.data, i);
  const { word, rank } = confidenceWord(confidence);
  const facts = el("p", { class: "dl-facts" }, el("span", { class: `dl-tag dl-tag${rank}` }, confidence === null ? app.say("unknown") : app.say("asOf", { c: app.say(word), w: confidence.toFixed(2) })),
    el("span", { class: "dl-tag" }, app.say(KINDS[columns.kind[i]])), columns.copy[i] ? el("span", { class: "dl-tag" }, app.say("copyOf")) : null);
  const time = columns.time[i] < 0 ? null : times[columns.time[i]];
  const relation = columns.relation[i] < 0 ? null : relations[columns.relation[i]];
  if (time && time.edtf) facts.append(el("span", { class: "dl-tag" }, ...around(app.say("happened", { d: "\u0000" }), bdi(time.edtf)), ...(time.how ? [" (", HOW.has(time.how) ? app.say(HOW.get(time.how) || "") : bdi(time.how), ")"] : [])));
  const item = el("li", { class: "dl-item", "data-sentence": sentence }, quote(app, sentence, mentions), sourceLine(app, doc, sentence), facts, relation ? el("p", { class: "dl-note" }, `${app.say("relation")}: `, relationWords(app, relation)) : null, reasons(app, i));
  if (copies.length) item.append(el("details", { class: "dl-copies" }, el("summary", null, app.say(copies.length === 1 ? "copy1" : "copies", { n: copies.length })), el("ul", { class: "dl-list" }, ...copies)));
  return item;
}

/** Sentences of a place in reading order, copies of a report under the sentence they repeat. @param {any} app @param {number} place */
function grouped(app, place) {
  const { data, shown } = app;
  /** @type {Map<number, number[]>} */
  const bySentence = new Map();
  for (let i = data.first[place]; i < data.first[place + 1]; i++) {
    if (!shown.mask[i]) continue;
    const sentence = data.mentions.sentence[i];
    bySentence.set(sentence, [...(bySentence.get(sentence) || []), i]);
  }
  const one = (/** @type {number} */ s) => (bySentence.get(s) || [])[0];
  const key = (/** @type {number} */ s) => `${data.mentions.voice[one(s)]} ${fold(data.sentences.text[s])}`;
  /** @type {Map<string, {sentence: number, copies: number[]}>} */
  const groups = new Map();
  const order = [...bySentence.keys()].sort((a, b) => data.mentions.copy[one(a)] - data.mentions.copy[one(b)]);
  for (const sentence of order) {
    const known = groups.get(key(sentence));
    if (known && data.mentions.copy[one(sentence)]) known.copies.push(sentence);
    else groups.set(known ? `${key(sentence)} ${sentence}` : key(sentence), { sentence, copies: [] });
  }
  const place_in = new Map([...bySentence.keys()].map((s, i) => [s, i]));
  return { bySentence, groups: [...groups.values()].sort((a, b) => (place_in.get(a.sentence) || 0) - (place_in.get(b.sentence) || 0)) };
}

const PAGE = 50;

/** The view of one place. @param {any} app @param {number} number */
function placeView(app, number) {
  const { data, shown, state } = app;
  const place = data.places[number];
  const heading = el("h2", { class: "dl-place", tabindex: "-1", "data-keep": "heading" }, bdi(app.nameOf(number)));
  const where = [featureWords(state.lang, place.feature), ...(place.admin || []), countryName(state.lang, place.country)].filter(Boolean);
  const head = el("div", { class: "dl-placehead" }, heading);
  const texts = ownFirst((place.names || []).filter((/** @type {any} */ n) => n.text !== place.name), place.country, place.own);
  const own = ownScript(place.country);
  const beside = [place.name, ...(own && texts.length && own.script.test(texts[0].text) ? [texts[0].text] : [])].filter((text) => text !== app.nameOf(number));
  if (beside.length) head.append(el("p", { class: "dl-also" }, ...beside.slice(0, 2).flatMap((text, i) => [i ? " · " : "", bdi(text)])));
  if (where.length) { const line = el("p", { class: "dl-where" }); where.forEach((w, i) => line.append(i ? app.say("comma") : "", bdi(w))); head.append(line); }
  head.append(el("p", { class: "dl-numbers" }, app.countWords(number), shown.sources[number] ? ` · ${app.number(shown.sources[number], "sources")}` : "", place.population ? ` · ${app.say("population", { n: inThousands(place.population) })}` : ""));
  if (!place.at) head.append(el("p", { class: "dl-note" }, app.say("unplacedNote")));
  else if (place.area) head.append(el("p", { class: "dl-note" }, app.say("area")));
  else if (place.km) head.append(el("p", { class: "dl-note" }, app.say("within", { n: place.km })));
  if ((place.spellings || []).length) head.append(names(app, "spellings", place.spellings, true));
  if (texts.length) head.append(names(app, "names", oneOfEachScript(texts), false));
  const { bySentence, groups } = grouped(app, number);
  const list = el("ol", { class: "dl-list" });
  const more = el("button", { type: "button", class: "dl-button" });
  let at = 0;
  const extend = () => {
    for (const { sentence, copies } of groups.slice(at, at + PAGE)) {
      list.append(evidenceItem(app, sentence, bySentence.get(sentence) || [], copies.map((s) => evidenceItem(app, s, bySentence.get(s) || [], []))));
    }
    at += PAGE;
    more.hidden = at >= groups.length;
    more.textContent = app.say("more", { n: groups.length - at });
  };
  more.addEventListener("click", extend);
  extend();
  const held = data.first[number + 1] - data.first[number] - shown.counts[number];
  return el("article", null, el("button", { type: "button", class: "dl-back", "data-keep": "back", onclick: () => app.closePlace() }, app.say("back")), head,
    el("h3", null, app.say("evidence")), groups.length ? list : el("p", { class: "dl-note" }, app.say("noneFilter")), more,
    held ? el("p", { class: "dl-note" }, app.say("held", { n: held })) : null,
    place.held ? el("p", { class: "dl-note" }, app.say("keptBest", { n: inThousands(place.held), k: data.about.keep }), data.about.more ? " " : null, data.about.more ? command(data.about.more, place.id) : null) : null);
}

/** The command that shows what was left out of a place, its id quoted for a shell. @param {string} more @param {string} id */
function command(more, id) {
  return el("code", { dir: "ltr" }, more.replace("{place}", () => (/^[\w:.-]+$/.test(id) ? id : `'${id.replace(/'/g, "'\\''")}'`)));
}

/**
 * The language and the script that a country's own names are mostly written in, as the browser's language data say.
 * @param {string | null} country @returns {{lang: string, script: RegExp} | null}
 */
function ownScript(country) {
  if (!country || !/^[A-Za-z]{2}$/.test(country)) return null;
  const { language, script } = new Intl.Locale(`und-${country}`).maximize();
  const name = { Hans: "Han", Hant: "Han", Jpan: "Han", Kore: "Hangul" }[script || ""] || script;
  try {
    return { lang: language, script: new RegExp(`\\p{Script=${name}}`, "u") };
  } catch {
    return null;
  }
}

/** Names with those of the place's own language and script first. @template {{text: string, lang?: string}} T @param {T[]} rows @param {string | null} country @param {Record<string, string>} known @returns {T[]} */
function ownFirst(rows, country, known) {
  const own = ownScript(country);
  if (!own) return rows;
  const rank = (/** @type {T} */ row) => (!own.script.test(row.text) ? 4 : row.text === known[own.lang] ? 0 : row.lang === own.lang ? 1 : row.lang ? 3 : 2);
  return [...rows].sort((a, b) => rank(a) - rank(b));
}

const SCRIPTS = ["Latin", "Arabic", "Cyrillic", "Hebrew", "Greek", "Armenian", "Georgian", "Han", "Hiragana", "Katakana", "Hangul", "Devanagari", "Ethiopic", "Syriac"].map((name) => new RegExp(`\\p{Script=${name}}`, "u"));

/** Names with one of each script before a second of any, as a reader of any script hopes to find. @template {{text: string}} T @param {T[]} rows @returns {T[]} */
function oneOfEachScript(rows) {
  const seen = new Set();
  const first = [];
  const rest = [];
  for (const row of rows) {
    const script = SCRIPTS.findIndex((pattern) => pattern.test(row.text));
    const mixed = script === 0 && SCRIPTS.slice(1).some((pattern) => pattern.test(row.text)); // half transliterated: for no reader
    if (mixed || seen.has(script)) rest.push(row); else first.push(row);
    if (!mixed) seen.add(script);
  }
  return [...first, ...rest];
}

/** Names or spellings, the first ones in sight. @param {any} app @param {string} title @param {any[]} rows @param {boolean} counted */
function names(app, title, rows, counted) {
  const chip = (/** @type {any} */ row) => el("li", null, bdi(row.text, row.lang), counted && row.count ? el("span", { class: "dl-num" }, ` ${row.count}`) : row.lang ? el("span", { class: "dl-num" }, ` ${row.lang}`) : null);
  const few = counted ? 12 : 6;
  const box = el("div", { class: "dl-names" }, el("h3", null, app.say(title)), el("ul", null, ...rows.slice(0, few).map(chip)));
  if (rows.length > few) box.append(el("details", null, el("summary", null, app.say("more", { n: rows.length - few })), el("ul", null, ...rows.slice(few).map(chip))));
  return box;
}

// table.js
/**
 * The columns of the table: the key of its heading, what a row is sorted by, and what it shows.
 * @param {any} app @returns {[string, (i: number) => any, (i: number) => any][]}
 */
function columnsOf(app) {
  const { data, shown, state } = app;
  const sure = (/** @type {number} */ i) => shown.confidence[i];
  const days = (/** @type {number} */ i) => {
    let [from, to] = [Infinity, -Infinity];
    for (let m = data.first[i]; m < data.first[i + 1]; m++) {
      const span = shown.mask[m] ? daysOf(data, m, "published") : null;
      if (span) [from, to] = [Math.min(from, span[0]), Math.max(to, span[1])];
    }
    return [from, to];
  };
  return [
    ["columnPlace", (i) => fold(app.nameOf(i)), (i) => el("button", { type: "button", class: "dl-rowbutton dl-cell", "data-keep": `row${i}`, onclick: () => app.openPlace(i, true) }, bdi(app.nameOf(i)))],
    ["columnKind", (i) => featureWords(state.lang, data.places[i].feature), (i) => (data.places[i].at ? featureWords(state.lang, data.places[i].feature) : app.say("unplaced"))],
    ["columnCountry", (i) => countryName(state.lang, data.places[i].country), (i) => countryName(state.lang, data.places[i].country)],
    ["columnMentions", (i) => shown.counts[i], (i) => inThousands(shown.counts[i])],
    ["columnSources", (i) => shown.sources[i], (i) => inThousands(shown.sources[i])],
    ["columnSure", (i) => sure(i), (i) => (sure(i) < 0 ? app.say("unknown") : app.say("asOf", { c: app.say(confidenceWord(sure(i)).word), w: sure(i).toFixed(2) }))],
    ["columnKm", (i) => data.places[i].km ?? Infinity, (i) => (data.places[i].km === null ? "" : inThousands(data.places[i].km))],
    ["columnDates", (i) => days(i)[0], (i) => {
      const [from, to] = days(i);
      return from === Infinity ? "" : from === to ? isoDay(from) : `${isoDay(from)} – ${isoDay(to)}`;
    }],
  ];
}

const TABLE_PAGE = 100;
/** Columns whose largest values a reader wants to see first. */
const LARGEST_FIRST = ["columnMentions", "columnSources", "columnSure"];

/** Everything that is shown as a table, for readers of tables and of screens. @param {any} app @param {number[]} rows the numbers of its places */
function tableOf(app, rows) {
  const columns = columnsOf(app);
  app.sorted = app.sorted || { column: 3, back: true };
  const body = el("tbody");
  const more = el("button", { type: "button", class: "dl-button" });
  const sorted = () => {
    const key = columns[app.sorted.column][1];
    const keys = new Map(rows.map((i) => [i, key(i)]));
    const order = [...rows].sort((a, b) => { const [x, y] = [keys.get(a), keys.get(b)]; return (x < y ? -1 : x > y ? 1 : 0) * (app.sorted.back ? -1 : 1) || a - b; });
    return order;
  };
  let order = sorted();
  let at = 0;
  const extend = () => {
    body.append(...order.slice(at, at + TABLE_PAGE).map((i) => el("tr", null, ...columns.map(([, , show], k) => el(k ? "td" : "th", k ? null : { scope: "row" }, show(i))))));
    at += TABLE_PAGE;
    more.hidden = at >= order.length;
    more.textContent = app.say("more", { n: inThousands(order.length - at) });
  };
  const heads = columns.map(([title], k) => el("th", { scope: "col" }, el("button", { type: "button", class: "dl-sort", "data-keep": `sort${k}`, onclick: () => {
    app.sorted = { column: k, back: app.sorted.column === k ? !app.sorted.back : LARGEST_FIRST.includes(title) };
    order = sorted();
    at = 0;
    body.replaceChildren();
    extend();
    mark();
  } }, app.say(title))));
  const mark = () => heads.forEach((head, k) => head.setAttribute("aria-sort", app.sorted.column !== k ? "none" : app.sorted.back ? "descending" : "ascending"));
  more.addEventListener("click", extend);
  extend();
  mark();
  return el("div", null, el("p", { class: "dl-note" }, app.say("tableOf")), el("div", { class: "dl-tableroom", role: "region", tabindex: "0", "aria-label": app.say("tableOf") },
    el("table", { class: "dl-table" }, el("thead", null, el("tr", null, ...heads)), body)), more);
}

// places.js
/** One row of a list of places. @param {any} app @param {number} i @param {string} [note] */
function placeRow(app, i, note) {
  const place = app.data.places[i];
  const rank = confidenceWord(app.shown.confidence[i] < 0 ? null : app.shown.confidence[i]).rank;
  const value = app.state.size === "sources" ? app.shown.sources[i] : app.shown.counts[i];
  const where = [featureWords(app.state.lang, place.feature), countryName(app.state.lang, place.country)].filter(Boolean).join(app.say("comma"));
  return el("li", null, el("button", { type: "button", class: "dl-rowbutton", "data-keep": `row${i}`, onclick: () => app.openPlace(i, true) },
    el("span", { class: `dl-dot dl-small ${place.at ? `dl-sure${rank}` : "dl-nowhere"}`, "aria-hidden": "true" }),
    el("span", { class: "dl-rowname" }, bdi(app.nameOf(i)), where || note ? el("small", null, [where, note].filter(Boolean).join(" · ")) : null),
    el("span", { class: "dl-num", "aria-label": app.number(value, app.state.size) }, String(value))));
}

/** A list that grows by pages. @param {any} app @param {any[]} rows @param {(row: any) => Node} make @param {number} [size] */
function growing(app, rows, make, size = 200) {
  const first = Math.min(size, 50); // what fits the panel and a little more: the first picture waits for it
  const list = el("ul", { class: "dl-rows" });
  const more = el("button", { type: "button", class: "dl-button" });
  let at = 0;
  const extend = () => {
    const next = at + (at ? size : first);
    list.append(...rows.slice(at, next).map(make));
    at = next;
    more.hidden = at >= rows.length;
    more.textContent = app.say("more", { n: rows.length - at });
  };
  more.addEventListener("click", extend);
  extend();
  return el("div", null, list, more);
}

/** The list of all places that pass the filters, unplaced names after them. @param {any} app */
function placesView(app) {
  const { data, shown, state } = app;
  if (!data.places.length) return el("p", { class: "dl-note" }, app.say("empty"));
  if (state.query.trim()) return resultsView(app);
  const value = (/** @type {number} */ i) => (state.size === "sources" ? shown.sources[i] : shown.counts[i]);
  const all = data.places.map((/** @type {any} */ _, /** @type {number} */ i) => i).filter((/** @type {number} */ i) => shown.counts[i] && (!app.listed || app.listed.has(i)));
  all.sort((/** @type {number} */ a, /** @type {number} */ b) => value(b) - value(a) || a - b);
  const placed = all.filter((/** @type {number} */ i) => data.places[i].at);
  const unplaced = all.filter((/** @type {number} */ i) => !data.places[i].at);
  const size = el("div", { class: "dl-choice", role: "radiogroup", "aria-label": app.say("sizeBy") }, el("span", null, app.say("sizeBy")), ...["mentions", "sources"].map((name) => el("label", null,
    el("input", { type: "radio", name: `${app.name}-size`, checked: state.size === name, "data-keep": `size-${name}`, onchange: () => app.set({ size: name }) }), app.say(name === "sources" ? "bySources" : "byMentions"))));
  const form = el("div", { class: "dl-choice", role: "radiogroup", "aria-label": app.say("form") }, el("span", null, app.say("form")), ...["list", "table"].map((name) => el("label", null,
    el("input", { type: "radio", name: `${app.name}-form`, checked: state.form === name, "data-keep": `form-${name}`, onchange: () => app.set({ form: name }) }), app.say(name === "list" ? "asList" : "asTable"))));
  const top = el("div", null, app.listed ? el("p", null, el("button", { type: "button", class: "dl-back", onclick: () => app.listPlaces(null) }, app.say("back"))) : null, size, form);
  if (state.form === "table" && all.length) { top.append(tableOf(app, all)); return top; }
  return el("div", null, top,
    all.length ? growing(app, placed, (i) => placeRow(app, i)) : el("p", { class: "dl-note" }, app.say("noneFilter")),
    unplaced.length ? el("section", null, el("h2", null, app.say("unplaced")), el("p", { class: "dl-note" }, app.say("unplacedNote")), growing(app, unplaced, (i) => placeRow(app, i))) : null);
}

/** What a search found. @param {any} app */
function resultsView(app) {
  const { data, state, shown } = app;
  const places = app.search.places(state.query);
  const sentences = app.search.inSentences(state.query);
  const reports = app.search.inReports(state.query);
  const out = el("div", null, el("p", { role: "status", class: "dl-note" }, places.length + sentences.length + reports.length ? app.say("results", { n: places.length + sentences.length + reports.length }) : app.say("noResults", { q: state.query })));
  if (places.length + sentences.length + reports.length) {
    out.append(el("label", { class: "dl-check" }, el("input", { type: "checkbox", checked: state.filters.only, "data-keep": "only", onchange: (/** @type {any} */ e) => app.setFilters({ only: e.target.checked }) }), app.say("onlyThese")));
  }
  const section = (/** @type {string} */ title, /** @type {any[]} */ rows, /** @type {(row: any) => Node} */ make) => rows.length && out.append(el("section", null, el("h2", null, `${app.say(title)} (${rows.length})`), growing(app, rows, make, 30)));
  section("inPlaces", places, (h) => placeRow(app, h.place, [h.sounds ? app.say("sounds") : "", shown.counts[h.place] ? "" : app.say("held", { n: data.first[h.place + 1] - data.first[h.place] })].filter(Boolean).join(" · ")));
  if (sentences.length) {
    /** @type {Map<number, number[]>} */
    const by = new Map();
    const wanted = new Set(sentences);
    data.mentions.sentence.forEach((/** @type {number} */ s, /** @type {number} */ i) => { if (wanted.has(s)) by.set(s, [...(by.get(s) || []), i]); });
    section("inSentences", sentences, (s) => el("li", { class: "dl-item" }, quote(app, s, by.get(s) || []), sourceLine(app, data.sentences.doc[s], s),
      el("p", { class: "dl-facts" }, ...[...new Set((by.get(s) || []).map((i) => data.mentions.place[i]))].map((p) => el("button", { type: "button", class: "dl-tag", onclick: () => app.openPlace(p, true) }, bdi(app.nameOf(p)))))));
  }
  section("inSources", reports, (d) => el("li", { class: "dl-item" }, el("p", { dir: "auto" }, bdi(data.documents.title[d] || data.documents.path[d])), el("p", { class: "dl-source" }, bdi(outletOf(data, d)), " ", link(data.documents.url[d], app.say("link")))));
  return out;
}

// filters.js
/** @param {any} app @param {string} title @param {...any} children */
function group(app, title, ...children) {
  return el("fieldset", { class: "dl-group" }, el("legend", null, app.say(title)), ...children);
}

/** @param {any} app @param {string} key @param {string | Node} words @param {boolean} on @param {(on: boolean) => void} change */
function check(app, key, words, on, change) {
  return el("label", { class: "dl-check" }, el("input", { type: "checkbox", checked: on, "data-keep": key, onchange: (/** @type {any} */ e) => change(e.target.checked) }), el("span", null, words));
}

/** Every source with its number of mentions, the largest first. @param {Data} data @returns {[string, number][]} */
function sourcesOf(data) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const s of data.mentions.sentence) { const name = outletOf(data, data.sentences.doc[s]); counts.set(name, (counts.get(name) || 0) + 1); }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Kilometres to choose from: a town and its fields, a district, a province. */
const PRECISIONS = [5, 25, 100];

/** The filters. @param {any} app */
function filtersView(app) {
  const { data, state } = app;
  const { filters } = state;
  const counts = [0, 0, 0];
  for (const kind of data.mentions.kind) counts[kind]++;
  const kinds = KINDS.map((kind) => check(app, kind, el("span", null, app.say(kind), el("span", { class: "dl-num" }, ` ${inThousands(counts[KINDS.indexOf(kind)])}`)), filters.kinds.has(kind), (on) => {
    const next = new Set(filters.kinds);
    if (on) next.add(kind); else next.delete(kind);
    app.setFilters({ kinds: next });
  }));
  const all = sourcesOf(data);
  const sources = all.slice(0, 500).map(([name, n]) => check(app, `source-${name}`, el("span", null, bdi(name), el("span", { class: "dl-num" }, ` ${n}`)), !filters.sources || filters.sources.has(name), (on) => {
    const next = new Set(filters.sources || all.map(([s]) => s));
    if (on) next.add(name); else next.delete(name);
    app.setFilters({ sources: next.size === all.length ? null : next });
  }));
  const output = el("output", null, filters.confidence ? app.say("asOf", { c: app.say(confidenceWord(filters.confidence).word), w: filters.confidence.toFixed(2) }) : "0");
  return el("div", { class: "dl-filters" },
    el("p", null, el("button", { type: "button", class: "dl-button", "data-keep": "reset", onclick: () => app.setFilters(openFilters()) }, app.say("reset"))),
    group(app, "time", timeline(app)),
    group(app, "kind", ...kinds),
    group(app, "confidence", el("div", { class: "dl-row" }, el("input", { type: "range", min: 0, max: 1, step: 0.05, value: filters.confidence, "data-keep": "confidence", "aria-label": app.say("confidence"), onchange: (/** @type {any} */ e) => app.setFilters({ confidence: Number(e.target.value) }) }), output)),
    group(app, "precision", el("select", { class: "dl-pick", "data-keep": "precision", "aria-label": app.say("precision"), onchange: (/** @type {any} */ e) => app.setFilters({ precision: e.target.value ? Number(e.target.value) : null }) },
      el("option", { value: "" }, app.say("anyPrecision")), ...PRECISIONS.map((km) => el("option", { value: km, selected: filters.precision === km }, app.say("withinKm", { n: km }))))),
    group(app, "copiesFilter", check(app, "copies", app.say("showCopies"), filters.copies, (on) => app.setFilters({ copies: on }))),
    group(app, "areas", check(app, "areas", app.say("showAreas"), state.areas, (on) => app.set({ areas: on })), check(app, "heat", app.say("showHeat"), state.heat, (on) => app.set({ heat: on }))),
    group(app, "source", el("div", { class: "dl-row" }, el("button", { type: "button", class: "dl-button", "data-keep": "all", onclick: () => app.setFilters({ sources: null }) }, app.say("allSources")), el("button", { type: "button", class: "dl-button", "data-keep": "nosource", onclick: () => app.setFilters({ sources: new Set() }) }, app.say("noSources"))), ...sources));
}

// compare.js
/** Which of two sources reports a place: "a", "b", "ab" or "" for neither. @param {any} app @param {number} place */
function sideOf(app, place) {
  const [a, b] = app.state.compare;
  if (app.state.tab !== "compare" || !a || !b) return "";
  const { data, shown } = app;
  let left = false;
  let right = false;
  for (let i = data.first[place]; i < data.first[place + 1]; i++) {
    if (!shown.mask[i]) continue;
    const name = outletOf(data, data.sentences.doc[data.mentions.sentence[i]]);
    left = left || name === a;
    right = right || name === b;
  }
  return `${left ? "a" : ""}${right ? "b" : ""}` || "none";
}

/** Two sources side by side. @param {any} app */
function compareView(app) {
  const { data, state, shown } = app;
  const names = sourcesOf(data).map(([name]) => name);
  const pick = (/** @type {0 | 1} */ side) => el("select", { "data-keep": `compare${side}`, "aria-label": `${app.say("source")} ${side + 1}`, class: `dl-pick dl-pick-${"ab"[side]}`, onchange: (/** @type {any} */ e) => {
    const next = [...state.compare];
    next[side] = e.target.value;
    app.set({ compare: next });
  } }, el("option", { value: "" }, "—"), ...names.map((name) => el("option", { value: name, selected: state.compare[side] === name }, name)));
  const out = el("div", null, el("p", { class: "dl-note" }, app.say("chooseTwo")), el("div", { class: "dl-row" }, pick(0), pick(1)));
  const [a, b] = state.compare;
  if (!a || !b) return out;
  /** @type {Record<string, number[]>} */
  const by = { a: [], ab: [], b: [] };
  data.places.forEach((/** @type {any} */ _, /** @type {number} */ i) => { const side = sideOf(app, i); if (by[side]) by[side].push(i); });
  for (const [side, title] of [["ab", app.say("both")], ["a", app.say("only", { s: a })], ["b", app.say("only", { s: b })]]) {
    by[side].sort((x, y) => shown.counts[y] - shown.counts[x]);
    out.append(el("section", null, el("h2", { class: `dl-sidehead dl-sidehead-${side}` }, `${title} (${by[side].length})`), growing(app, by[side], (i) => placeRow(app, i), 30)));
  }
  return out;
}

// about.js
/** What the marks mean, in words. @param {any} app */
function legend(app) {
  const sample = (/** @type {string} */ className, /** @type {string} */ number, /** @type {string} */ words) => el("li", null, el("span", { class: `dl-sample ${className}`, "aria-hidden": "true" }, number), el("span", null, words));
  const least = (/** @type {string} */ key, /** @type {string} */ bound) => app.say("asOf", { c: app.say(key), w: `\u200e${bound}+\u200e` }); // marks of direction: the sign stays behind its number
  return el("ul", { class: "dl-legend" },
    sample("dl-dot dl-sure3", "", `${app.say("legendSize", { what: app.say(app.state.size === "sources" ? "bySourcesLong" : "byMentionsLong") })} ${app.say("legendSure", { w: least("certain", "0.90") })}`),
    sample("dl-dot dl-sure2", "", app.say("legendPale", { w: least("likely", "0.70") })),
    sample("dl-dot dl-sure1", "", app.say("legendHollow", { w: least("doubtful", "0.50") })),
    sample("dl-dot dl-sure0", "", app.say("legendDotted", { w: app.say("guess") })),
    sample("dl-ring", "7", app.say("legendCluster")),
    sample("dl-dot dl-wide", "", app.say("legendWide")),
    sample("dl-areasample", "", app.say("legendArea")),
    sample("dl-linesample", "", app.say("legendDisputed")));
}

/** A filter that was on when the file was made. @param {any} app @param {string} name @param {any} value */
function filterWords(app, name, value) {
  if (name === "kinds" && Array.isArray(value) && value.every((kind) => KINDS.includes(kind))) return [`${app.say("kind")}: ${value.map((kind) => app.say(kind)).join(app.say("comma"))}`];
  return [bdi(name), ": ", inWords(value)];
}

/** Legend, sources of the data, downloads. @param {any} app */
function aboutView(app) {
  const { about } = app.data;
  const collection = about.collection || {};
  const from = [...(collection.attribution || []), ...(app.base ? [app.base.source] : []), ...(about.tiles ? [about.tiles.attribution] : []), ...(about.local ? [about.local.attribution] : [])];
  const disputes = app.base ? app.base.fine.boundaries.map((/** @type {any} */ b) => b.says).filter(Boolean) : [];
  const missing = app.data.places.reduce((/** @type {number} */ sum, /** @type {Place} */ p) => sum + p.held, 0);
  const filters = Object.entries(collection.filters || {});
  return el("div", { class: "dl-about" }, el("p", null, app.say("aboutText")), missing ? el("p", null, app.say("keptBest", { n: inThousands(missing), k: about.keep })) : null, missing && about.more ? el("p", null, el("code", { dir: "ltr" }, about.more.replace("{place}", "PLACE"))) : null, el("h2", null, app.say("legend")), legend(app),
    el("h2", null, app.say("download")), el("div", { class: "dl-row" },
      el("button", { type: "button", class: "dl-button", onclick: () => saveGeoJSON(app) }, "GeoJSON"), el("button", { type: "button", class: "dl-button", onclick: () => saveCSV(app) }, "CSV"),
      el("button", { type: "button", class: "dl-button", onclick: () => savePNG(app) }, "PNG"),
      el("button", { type: "button", class: "dl-button", onclick: () => window.print() }, app.say("print"))),
    filters.length ? el("h2", null, app.say("filtersOn")) : null, filters.length ? el("ul", null, ...filters.map(([k, v]) => el("li", null, ...filterWords(app, k, v)))) : null,
    disputes.length ? el("h2", null, app.say("disputes")) : null, disputes.length ? el("ul", null, ...disputes.map((/** @type {string} */ words) => el("li", { lang: "en" }, bdi(words)))) : null,
    from.length ? el("h2", null, app.say("data")) : null, from.length ? el("ul", null, ...from.map((line) => el("li", null, bdi(String(line))))) : null,
    el("p", { class: "dl-note" }, about.tiles ? app.say("online", { host: about.tiles.url.split("/")[2] }) : app.say("offline"), collection.version ? ` · Dateline ${collection.version}` : ""));
}

// download.js
/** One mention with everything known of it. @param {Data} data @param {number} i */
function mentionRecord(data, i) {
  const { mentions, sentences, documents, times, relations } = data;
  const { id, margin, match, features, rivals, judgement } = reasonsOf(data, i);
  const ids = data.why.documents;
  const s = mentions.sentence[i];
  const doc = sentences.doc[s];
  const time = mentions.time[i] < 0 ? null : times[mentions.time[i]];
  return {
    id, document: ids[doc], start: sentences.start[s] + mentions.at[i], end: sentences.start[s] + mentions.at[i] + mentions.length[i],
    text: slice(sentences.text[s], mentions.at[i], mentions.at[i] + mentions.length[i]), kind: KINDS[mentions.kind[i]], confidence: confidenceOf(data, i), margin,
    sentence: { text: sentences.text[s], start: sentences.start[s], end: sentences.start[s] + Array.from(sentences.text[s]).length, number: sentences.number[s] < 0 ? null : sentences.number[s] },
    source: { path: documents.path[doc], outlet: documents.outlet[doc], title: documents.title[doc], author: documents.author[doc], url: documents.url[doc], published: documents.published[doc], lang: documents.lang[doc],
      family: ids[documents.family[doc]], original: documents.copies[doc] < 0 ? true : ids[documents.copies[doc]] },
    time: time ? { edtf: time.edtf, how: time.how } : null, relation: mentions.relation[i] < 0 ? null : relations[mentions.relation[i]], match, features, rivals, judgement,
  };
}

/** The collection as the filters leave it. @param {any} app */
function shownCollection(app) {
  const { data, shown } = app;
  /** @type {any[]} */
  const features = [];
  data.places.forEach((/** @type {Place} */ place, /** @type {number} */ p) => {
    if (!shown.counts[p]) return;
    const mentions = [];
    for (let i = data.first[p]; i < data.first[p + 1]; i++) if (shown.mask[i]) mentions.push(mentionRecord(data, i));
    features.push({ type: "Feature", id: place.id, geometry: place.area || (place.at ? { type: "Point", coordinates: place.at } : null), properties: {
      name: place.name, country: place.country, feature: place.feature, admin: place.admin || [], uncertainty_km: place.km, population: place.population, names: place.names || [], spellings: place.spellings || [],
      counts: { mentions: mentions.length, documents: new Set(mentions.map((m) => m.document)).size, sources: shown.sources[p] }, mentions } });
  });
  const about = data.about.collection || {};
  return { type: "FeatureCollection", features, dateline: { ...about, withheld: (about.withheld || 0) + data.mentions.place.length - shown.mentions, filters: { ...(about.filters || {}), page: toHash({ ...app.state, view: null }, data) } } };
}

/** A cell of a table. A leading = + - @ would be run as a formula by a spreadsheet, so it gets an apostrophe. @param {any} value */
function cell(value) {
  const text = value === null || value === undefined ? "" : typeof value === "number" ? String(value) : String(value).replace(/^(?=[=+\-@\t\r])/, "'");
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** @param {any} app */
function shownTable(app) {
  const rows = [["place_id", "place", "country", "latitude", "longitude", "uncertainty_km", "mention", "kind", "confidence", "event", "sentence", "outlet", "title", "author", "published", "url", "document", "start", "end", "copy"]];
  for (const feature of shownCollection(app).features) {
    const place = app.data.places[app.data.places.findIndex((/** @type {Place} */ p) => p.id === feature.id)];
    for (const m of feature.properties.mentions) {
      rows.push([feature.id, place.name, place.country, place.at ? place.at[1] : null, place.at ? place.at[0] : null, place.km, m.text, m.kind, m.confidence, m.time && m.time.edtf, m.sentence.text, m.source.outlet, m.source.title, m.source.author, m.source.published, m.source.url, m.document, m.start, m.end, m.source.original === true ? "" : "copy"]);
    }
  }
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** @param {string} name @param {Blob} blob */
function offer(name, blob) {
  const url = URL.createObjectURL(blob);
  const anchor = el("a", { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** @param {any} app */
async function saveGeoJSON(app) {
  await Promise.all([app.texts, app.unpackWhy()]);
  offer("places.geojson", new Blob([JSON.stringify(shownCollection(app))], { type: "application/geo+json" }));
}

/** @param {any} app */
async function saveCSV(app) {
  await Promise.all([app.texts, app.unpackWhy()]);
  offer("places.csv", new Blob([shownTable(app)], { type: "text/csv;charset=utf-8" }));
}

// picture.js
/** Pixels of the picture for one of the screen. */
const FINER = 2;

/**
 * Draws the map as it stands on the screen: base lines and areas from their canvases, then marks, names and credit. Online tiles are left
 * out, since a browser hands out no picture of another's images. @param {any} app @returns {HTMLCanvasElement}
 */
function picture(app) {
  const container = app.map.getContainer();
  const frame = container.getBoundingClientRect();
  const foot = 44;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(frame.width * FINER);
  canvas.height = Math.round((frame.height + foot) * FINER);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.scale(FINER, FINER);
  pen.fillStyle = getComputedStyle(container).backgroundColor;
  pen.fillRect(0, 0, frame.width, frame.height);
  const height = (/** @type {Element} */ node) => Number(getComputedStyle(/** @type {Element} */ (node.closest("[class*='leaflet-dl-'], .leaflet-overlay-pane, .leaflet-tile-pane") || node)).zIndex) || 0;
  for (const layer of [...container.querySelectorAll("canvas")].sort((a, b) => height(a) - height(b))) {
    const box = layer.getBoundingClientRect();
    if (box.width) pen.drawImage(layer, box.left - frame.left, box.top - frame.top, box.width, box.height);
  }
  for (const node of container.querySelectorAll(".dl-mark > span")) drawMark(pen, node, frame);
  for (const node of container.querySelectorAll(".dl-town, .dl-name")) drawName(pen, node, frame);
  drawFoot(pen, app, frame, foot);
  return canvas;
}

/** @param {CanvasRenderingContext2D} pen @param {Element} node @param {DOMRect} frame */
function drawMark(pen, node, frame) {
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const line = parseFloat(style.borderTopWidth) || 0;
  const [x, y, side] = [box.left - frame.left + line / 2, box.top - frame.top + line / 2, box.width - line];
  pen.globalAlpha = Number(style.opacity);
  pen.beginPath();
  pen.roundRect(x, y, side, box.height - line, node.classList.contains("dl-wide") ? side * 0.28 : side / 2);
  pen.fillStyle = style.backgroundColor;
  pen.fill();
  pen.lineWidth = line;
  pen.strokeStyle = style.borderTopColor;
  pen.setLineDash(style.borderTopStyle === "dotted" ? [2, 3] : style.borderTopStyle === "dashed" ? [5, 3] : []);
  pen.stroke();
  pen.setLineDash([]);
  write(pen, node.textContent || "", style, box.left - frame.left + box.width / 2, box.top - frame.top + box.height / 2, "");
  pen.globalAlpha = 1;
}

/** A name with its halo, or the point of a town. @param {CanvasRenderingContext2D} pen @param {Element} node @param {DOMRect} frame */
function drawName(pen, node, frame) {
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const [x, y] = [box.left - frame.left + box.width / 2, box.top - frame.top + box.height / 2];
  if (node.textContent) { write(pen, node.textContent, style, x, y, getComputedStyle(node).getPropertyValue("--halo")); return; }
  pen.beginPath();
  pen.arc(x, y, box.width / 2, 0, 7);
  pen.fillStyle = style.backgroundColor;
  pen.fill();
}

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {CSSStyleDeclaration} style @param {number} x @param {number} y @param {string} halo */
function write(pen, text, style, x, y, halo) {
  pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  if (halo) { pen.lineWidth = 3; pen.strokeStyle = halo; pen.strokeText(text, x, y); }
  pen.fillStyle = style.color;
  pen.fillText(text, x, y);
}

/** Under the map, what it shows and whom it is owed to. @param {CanvasRenderingContext2D} pen @param {any} app @param {DOMRect} frame @param {number} foot */
function drawFoot(pen, app, frame, foot) {
  const style = getComputedStyle(app.count);
  const rtl = RTL.has(app.state.lang);
  const from = rtl ? frame.width - 10 : 10;
  pen.fillStyle = getComputedStyle(app.root).backgroundColor;
  pen.fillRect(0, frame.height, frame.width, foot);
  pen.direction = rtl ? "rtl" : "ltr";
  pen.textAlign = "start";
  pen.textBaseline = "middle";
  const credit = app.map.attributionControl ? app.map.attributionControl.getContainer().textContent : "";
  [`${app.data.about.title || app.say("title")} · ${app.count.textContent}`, credit].forEach((line, i) => {
    pen.font = `${i ? 11 : 13}px ${style.fontFamily}`;
    pen.fillStyle = style.color;
    pen.fillText(line, from, frame.height + (i ? 32 : 14), frame.width - 20);
  });
}

/** @param {any} app */
function savePNG(app) {
  picture(app).toBlob((blob) => { if (blob) offer("places.png", blob); }, "image/png");
}

// app.js
/** Wraps the map in the page: a panel beside it, or under it where the room is narrow. @param {any} map @param {string} name */
function frame(map, name) {
  const container = map.getContainer();
  const root = el(document.querySelector("main") ? "div" : "main", { class: "dl", id: name });
  const around = container.parentElement;
  for (const [side, inner, outer] of [["width", container.offsetWidth, around.clientWidth], ["height", container.offsetHeight, around.clientHeight]]) {
    if (Math.abs(inner - outer) > 2) root.style[side] = `${inner}px`; // a map that does not fill its room keeps its size
  }
  container.parentNode.insertBefore(root, container);
  const stage = el("div", { class: "dl-stage" }, container);
  const panel = el("section", { class: "dl-panel" });
  root.append(panel, stage);
  container.classList.add("dl-map");
  return { root, panel, stage };
}

/** Waits until the first picture is on the screen, so that the sentences do not hold it up; a hidden page draws none. */
function pictureSeen() {
  return new Promise((go) => { requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go, 0))); setTimeout(go, 400); });
}

/** Waits for a moment without work, two seconds at most. */
function quiet() {
  return new Promise((go) => { if ("requestIdleCallback" in window) requestIdleCallback(go, { timeout: 2000 }); else setTimeout(go, 50); });
}

/** Opens the evidence on a Leaflet map. Called by the page once. @param {any} map @param {string} name */
async function start(map, name) {
  const { root, panel, stage } = frame(map, name);
  /** @type {Data} */
  let data;
  let base;
  try {
    const [columns, map_] = await Promise.all([unpack(`${name}_data`), unpack(`${name}_base`)]);
    data = indexed(columns);
    base = map_;
  } catch (error) {
    panel.append(el("p", { class: "dl-note", role: "alert" }, say("en", "tooOld")));
    throw error;
  }
  const app = /** @type {any} */ ({ map, data, base, root, name, spots: [], listed: null, playing: 0, state: fromHash(location.hash, data), search: searcher(data) });
  app.say = (/** @type {string} */ key, /** @type {any} */ parts) => say(app.state.lang, key, parts);
  app.number = (/** @type {number} */ n, /** @type {string} */ what) => app.say(n === 1 ? `${what.replace(/s$/, "")}1` : what, { n: inThousands(n) });
  app.countWords = (/** @type {number} */ i) => app.number(app.shown.counts[i], "mentions");
  app.moves = () => !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  app.nameOf = (/** @type {number} */ i) => {
    const place = data.places[i];
    return (app.state.lang !== "en" && place.own[app.state.lang]) || place.name;
  };
  app.side = (/** @type {number} */ i) => sideOf(app, i);
  if (!Number.isFinite(map.getMaxZoom())) map.options.maxZoom = 18;
  build(app, panel, stage);
  const colour = base ? drawBase(map, base, data.shift > 0) : () => {};
  const painted = marks(app);
  app.drawLabels = labels(app, base);

  app.siftAll = () => {
    app.found = app.state.filters.only && app.state.query.trim() ? app.search.mentions(app.state.query) : null;
    app.shown = sift(data, app.state.filters, app.found);
  };
  app.look = () => {
    root.setAttribute("data-theme", isDark(app.state) ? "dark" : "light");
    root.setAttribute("lang", app.state.lang);
    root.setAttribute("dir", RTL.has(app.state.lang) ? "rtl" : "ltr");
    colour(isDark(app.state));
    if (app.tiles) app.tiles.redraw();
  };
  app.keep = () => {
    const centre = map.getCenter();
    app.state.view = [Number(centre.lat.toFixed(4)), Number(centre.lng.toFixed(4)), map.getZoom()];
    try { history.replaceState(null, "", `#${toHash(app.state, data)}`); } catch { /* a frame without an address of its own */ }
  };
  app.set = (/** @type {any} */ change) => {
    Object.assign(app.state, change);
    if ("lang" in change || "theme" in change) app.look();
    if ("lang" in change) app.rebuild();
    if ("size" in change) app.drawKey();
    painted.refresh();
    app.refreshPanel();
    app.keep();
  };
  app.setFilters = (/** @type {any} */ change) => {
    Object.assign(app.state.filters, change);
    app.siftAll();
    painted.refresh();
    app.refreshPanel();
    app.keep();
  };
  /** Brings a place into sight: nearer when asked, otherwise only as far as needed. @param {Place} place @param {boolean} nearer */
  const bring = (place, nearer) => {
    if (!place.at) return;
    const spot = [Math.max(-85, Math.min(85, place.at[1])), drawn(data, place.at[0])];
    if (nearer) map.setView(spot, Math.max(map.getZoom(), (place.km || 0) > 60 ? 5 : 8), { animate: app.moves() });
    else if (!map.getBounds().pad(-0.1).contains(spot)) map.panTo(spot, { animate: app.moves() });
  };
  app.openPlace = (/** @type {number} */ i, /** @type {boolean} */ move) => {
    app.opener = document.activeElement && document.activeElement.getAttribute("data-keep");
    app.state.place = i;
    app.state.tab = app.state.tab === "compare" ? "compare" : "places";
    const place = data.places[i];
    root.classList.add("dl-open");
    map.invalidateSize({ animate: false, pan: false });
    bring(place, move);
    painted.repaint();
    app.refreshPanel();
    app.body.scrollTop = app.scrolled = 0;
    const heading = app.body.querySelector(".dl-place");
    if (heading) heading.focus({ preventScroll: true });
    app.keep();
  };
  app.closePlace = () => {
    const was = app.state.place;
    app.state.place = -1;
    painted.repaint();
    app.refreshPanel();
    app.keep();
    const row = app.body.querySelector(`[data-keep="row${was}"]`);
    if (row) row.focus();
  };
  app.listPlaces = (/** @type {number[] | null} */ list) => {
    app.listed = list && new Set(list);
    app.state.tab = "places";
    app.state.query = "";
    root.classList.add("dl-open");
    if (app.state.place >= 0) app.closePlace(); else app.refreshPanel();
  };
  /** Shows every place, or those around the middle of the evidence that hold three quarters of it. @param {boolean} all */
  app.fit = (all) => {
    const spots = data.places.flatMap((p, i) => (p.at && (app.shown.counts[i] || !app.shown.mentions) ? [{ p, n: app.shown.counts[i] || 1, lat: Math.max(-80, Math.min(80, p.at[1])), lon: drawn(data, p.at[0]) }] : []));
    const near = all ? spots : spots.filter(({ p }) => (p.km || 0) <= 100 && !(p.feature || "").startsWith("A.PCL"));
    const points = (near.length > 1 || all ? core(near, all ? 1 : 0.75) : spots).map(({ lat, lon }) => [lat, lon]);
    if (points.length) map.fitBounds(points, { padding: [48, 48], maxZoom: 9, animate: false }); else map.setView([25, data.shift], 2, { animate: false });
  };
  app.play = (/** @type {any[]} */ rows) => {
    if (app.playing) { clearInterval(app.playing); app.playing = 0; app.refreshPanel(); return; }
    const { since, until } = app.state.filters; // what was brushed is played, and stands again at the end
    const chosen = rows.filter((row) => row.last >= (since ?? -Infinity) && row.first <= (until ?? Infinity));
    const steps = chosen.length > 1 ? chosen : rows;
    let at = -1;
    app.playing = setInterval(() => {
      at += 1;
      if (at >= steps.length) { clearInterval(app.playing); app.playing = 0; app.setFilters({ since, until }); return; }
      app.setFilters({ since: steps[0].first, until: steps[at].last });
    }, 500);
  };
  let unpacked = () => {};
  app.texts = new Promise((go) => { unpacked = () => go(null); });
  const unpackTexts = async () => {
    await wholeFile();
    if (app.state.place < 0 && !app.state.query) await quiet(); // else its reader waits for them
    const { sentences, mentions, documents, relations, names, spellings } = await unpack(`${name}_text`);
    data.places.forEach((place, i) => { place.names = names[i]; place.spellings = spellings[i]; });
    app.search.forget();
    Object.assign(data.sentences, sentences);
    Object.assign(data.mentions, mentions);
    Object.assign(data.documents, documents);
    data.relations = relations;
    unpacked();
    if (app.state.filters.only) {
      app.siftAll();
      painted.refresh();
    } else if (app.state.place >= 0 || relations.length) painted.repaint();
    if (app.state.place >= 0 || app.state.query || app.found) app.refreshPanel();
    if (data.about.local) app.tiles = drawTiles(app, await unpack(`${name}_tiles`));
    root.setAttribute("data-complete", "true");
  };
  /** @type {Promise<any> | null} */
  let whys = null;
  app.unpackWhy = () => {
    whys = whys || app.texts.then(() => unpack(`${name}_why`)).then((/** @type {any} */ why) => { data.why = indexedWhy(why); });
    return whys;
  };
  if (data.about.tiles) L.tileLayer(data.about.tiles.url, { maxZoom: data.about.tiles.maxZoom, attribution: "" }).addTo(map);
  if (map.attributionControl) map.attributionControl.setPrefix("Leaflet");
  credit(app);
  app.siftAll();
  if (app.state.place >= 0) root.classList.add("dl-open");
  map.invalidateSize({ animate: false });
  if (app.state.view) map.setView([app.state.view[0], app.state.view[1]], app.state.view[2], { animate: false }); else app.fit(false);
  if (app.state.place >= 0 && !app.state.view) bring(data.places[app.state.place], false);
  app.look();
  app.rebuild();
  painted.refresh();
  app.refreshPanel();
  map.on("moveend", app.keep);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { app.look(); painted.repaint(); });
  new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(stage);
  root.setAttribute("data-ready", "true");
  map.dateline = app;
  await pictureSeen();
  unpackTexts();
}

/**
 * The places nearest the weighted middle that hold a share of all mentions.
 * @param {{lat: number, lon: number, n: number}[]} spots @param {number} share
 */
function core(spots, share) {
  const total = spots.reduce((sum, s) => sum + s.n, 0);
  const middle = (/** @type {"lat" | "lon"} */ axis) => {
    let sum = 0;
    const sorted = [...spots].sort((a, b) => a[axis] - b[axis]);
    return (sorted.find((s) => (sum += s.n) >= total / 2) || sorted[0])[axis];
  };
  if (share >= 1 || !spots.length) return spots;
  const [lat, lon] = [middle("lat"), middle("lon")];
  const narrow = Math.cos((lat * Math.PI) / 180);
  const far = spots.map((s) => ({ s, d: (s.lat - lat) ** 2 + ((s.lon - lon) * narrow) ** 2 }));
  let sum = 0;
  return far.sort((a, b) => a.d - b.d).filter(({ s }) => { const within = sum < share * total; sum += s.n; return within; }).map(({ s }) => s);
}

/** Names the sources of places, base map and tiles in Leaflet's corner, as text. @param {any} app */
function credit(app) {
  const corner = app.map.attributionControl && app.map.attributionControl.getContainer();
  if (!corner) return;
  const collection = app.data.about.collection || {};
  const words = [...(Array.isArray(collection.attribution) ? collection.attribution : []), app.base && app.base.source, app.data.about.tiles && app.data.about.tiles.attribution, app.data.about.local && app.data.about.local.attribution].filter(Boolean);
  if (words.length) corner.append(el("span", { class: "dl-credit" }, ` | ${words.join(" · ")}`));
}

/** The lasting parts of the page: head, search, tabs, body, buttons on the map. @param {any} app @param {HTMLElement} panel @param {HTMLElement} stage */
function build(app, panel, stage) {
  const { data } = app;
  app.body = el("div", { class: "dl-body", tabindex: "-1" });
  app.scrolled = 0; // remembered, since to ask the page while it is being changed makes it lay itself out once more
  app.body.addEventListener("scroll", () => { app.scrolled = app.body.scrollTop; }, { passive: true });
  const head = el("div", { class: "dl-head" });
  const over = el("div", { class: "dl-over" });
  panel.append(head, app.body);
  const key = el("details", { class: "dl-key" });
  key.open = stage.offsetWidth >= 1000 && stage.offsetHeight >= 700;
  stage.append(over, key);
  L.DomEvent.disableClickPropagation(key);
  L.DomEvent.disableScrollPropagation(key);
  L.DomEvent.disableClickPropagation(over);
  L.DomEvent.disableScrollPropagation(over);

  app.rebuild = () => {
    panel.setAttribute("aria-label", app.say("panel"));
    app.map.getContainer().setAttribute("aria-label", app.say("map"));
    app.map.getContainer().setAttribute("role", "region");
    const button = (/** @type {string} */ words, /** @type {string} */ path, /** @type {() => void} */ press) => el("button", { type: "button", class: "dl-icon", "aria-label": words, title: words, onclick: press }, icon(path));
    app.count = el("p", { class: "dl-count", role: "status" });
    app.input = el("input", { type: "search", class: "dl-search", dir: "auto", placeholder: app.say("search"), "aria-label": `${app.say("search")}. ${app.say("searchHint")}`, value: app.state.query, autocomplete: "off", spellcheck: "false" });
    let wait = 0;
    app.input.addEventListener("input", () => {
      clearTimeout(wait);
      wait = window.setTimeout(() => {
        const was = app.state.query;
        app.state.query = app.input.value;
        app.state.tab = "places";
        app.state.place = -1;
        app.listed = null;
        if (app.state.query && !was) app.root.classList.add("dl-open");
        if (app.state.filters.only) app.setFilters({ only: Boolean(app.state.query.trim()) }); else app.set({});
      }, 150);
    });
    app.input.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
      if (e.key !== "ArrowDown" && e.key !== "Enter") return;
      const first = app.body.querySelector("button.dl-rowbutton");
      if (first) { e.preventDefault(); first.focus(); }
    });
    app.tabs = el("div", { class: "dl-tabs", role: "tablist" }, ...["places", "filters", "compare", "about"].map((tab) => el("button", { type: "button", role: "tab", class: "dl-tab", "data-tab": tab, onclick: () => app.openTab(tab) }, app.say(tab))));
    app.tabs.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
      const step = e.key === "ArrowRight" ? 1 : e.key === "ArrowLeft" ? -1 : 0;
      if (!step) return;
      const all = [...app.tabs.children];
      const next = all[(all.indexOf(document.activeElement) + step * (RTL.has(app.state.lang) ? -1 : 1) + all.length) % all.length];
      next.focus();
      next.click();
    });
    const other = app.state.lang === "ar" ? "en" : "ar";
    fill(head, el("button", { type: "button", class: "dl-grip", "aria-label": app.say("sheet"), onclick: () => app.root.classList.toggle("dl-open") }),
      el("div", { class: "dl-bar-top" }, el("h1", null, bdi(data.about.title || app.say("title"))),
        el("button", { type: "button", class: "dl-icon dl-lang", lang: other, onclick: () => app.set({ lang: other }) }, app.say("language")),
        button(app.say("theme"), "M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z", () => app.set({ theme: isDark(app.state) ? "light" : "dark" }))),
      app.count, el("div", { role: "search" }, app.input), app.tabs);
    fill(over, button(app.say("zoomIn"), "M12 5v14M5 12h14", () => app.map.zoomIn()), button(app.say("zoomOut"), "M5 12h14", () => app.map.zoomOut()),
      button(app.say("fit"), "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5", () => app.fit(true)));
    app.drawKey = () => fill(key, el("summary", null, app.say("legend")), legend(app));
    app.drawKey();
  };
  app.openTab = (/** @type {string} */ tab) => {
    app.root.classList.add("dl-open");
    app.listed = null;
    app.set({ tab, place: -1 });
    app.body.scrollTop = app.scrolled = 0;
  };
  app.refreshPanel = () => {
    const { shown, state } = app;
    app.root.classList.toggle("dl-tabular", state.form === "table" && state.tab === "places" && state.place < 0 && !state.query);
    const held = data.mentions.place.length - shown.mentions;
    const about = data.about.collection || {};
    const missing = data.places.reduce((/** @type {number} */ sum, /** @type {Place} */ p) => sum + p.held, 0);
    fill(app.count, el("strong", null, app.say("shown", { m: inThousands(shown.mentions), p: inThousands(shown.places), d: inThousands(shown.docs) })), held ? ` · ${app.say("held", { n: inThousands(held) })}` : about.withheld || missing ? "" : ` · ${app.say("nothingHeld")}`,
      about.withheld ? ` · ${app.say("withheld", { n: inThousands(about.withheld), about: app.say("about") })}` : "", missing ? ` · ${app.say("keptBest", { n: inThousands(missing), k: data.about.keep })}` : "");
    for (const tab of app.tabs.children) {
      const on = tab.getAttribute("data-tab") === state.tab && state.place < 0;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = tab.getAttribute("data-tab") === state.tab ? 0 : -1;
    }
    if (app.input.value !== state.query && document.activeElement !== app.input) app.input.value = state.query;
    const active = document.activeElement;
    const kept = active && app.body.contains(active) ? active.getAttribute("data-keep") : null;
    const views = /** @type {Record<string, (app: any) => Node>} */ ({ places: placesView, filters: filtersView, compare: compareView, about: aboutView });
    fill(app.body, state.place >= 0 && !data.sentences.text ? el("p", { class: "dl-note", role: "status" }, app.say("loading")) : state.place >= 0 ? placeView(app, state.place) : views[state.tab](app));
    if (app.scrolled) app.body.scrollTop = app.scrolled;
    if (kept) for (const node of app.body.querySelectorAll("[data-keep]")) if (node.getAttribute("data-keep") === kept) { node.focus({ preventScroll: true }); break; }
  };
  app.root.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
    if (e.key === "Escape" && app.state.place >= 0) { e.preventDefault(); app.closePlace(); }
  });
}
window.dateline = { start, fold, skeleton, slice };
})();
