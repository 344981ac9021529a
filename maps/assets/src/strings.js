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
