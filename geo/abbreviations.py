"""Words about a full stop, by which `geo.sentences` tells the end of a sentence from an abbreviation.

Hand-written for the languages the reports come in. A word stands without its last stop. Where a word is in lower case,
its capitalised form counts too ("ул", "Ул"); a capitalised word counts only so: "Miss" is a state, "miss" a verb.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    # English: ranks, titles, mounts and forts; "namely" and its kin.
    "Mr Mrs Ms Messrs Mx Dr Prof Gen Col Lt Maj Capt Cpt Cmdr Cdr Adm Brig Sgt Cpl Pfc Pvt Pte Spc Det Insp Supt Sen "
    "Gov Pres Amb Rev Fr Msgr Atty Mt Mts Ft Pt Ste Sts viz cf ie eg approx ca esp incl "
    # German, Dutch, Swedish.
    "Hr Frl Dipl bzw sog vgl gest geb evtl ggf inkl zzgl Abg dhr mevr drs bijv resp dvs "
    # French, Spanish, Portuguese, Italian.
    "MM Mme Mmes Mlle Mlles Mgr Sra Srta Dra Exmo Gral Cnel Tte Pdte EE Dott Avv dott prof "
    # Polish, Czech.
    "ul pl gen płk ppłk mjr kpt por św tzw np tzn inż mgr hab woj gm tj tzv např č čl nám "
    # Turkish.
    "Doç Yrd Av Sn Korg Tümg Tuğg Alb Bnb Yzb Üstğm Tğm "
    # Russian and Ukrainian: streets, settlements, persons, references.
    "ул пл просп гор пос дер им подполк лейт проф акад св см ср напр гл оз наб корп вул бул пров смт ім нач зам "
    "гр тов буд "
    # Dotted ones.
    "i.e e.g a.k.a z.b d.h u.a s.o i.d m.a o.a t.ex f.eks p.ex bl.a т.е т.к т.н т.зв р-н "
    # Arabic and Hindi honorifics.
    "أ.د د.م डॉ श्री प्रो सुश्री"
)
"""Never the end of a sentence: what they introduce follows."""

NUMBERED = _words(
    "No Nos Nr Nro Nº nº no nr num núm art arts Art Abs fig figs Fig vol vols ch chap sec sect par para p pp pg "
    "ed tab Bd Kap S str cap pag pág Tel tel ext op ст стр рис табл гл п пп д кв вип поз ص س ج"
)
"""An abbreviation where a number follows: "No. 5", but "He said no. Then"."""

MAYBE = _words(
    "St Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mio Mrd Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun "
    "Inc Corp Co "
    "Cos Ltd Plc LLC Bros Jr Sr Esq Ave Blvd Rd Hwy Rte Ln Dist Dept Univ Assn Natl Intl Rep Reps Sens Sec Hon "
    "Cong Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla "
    "Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ont Que Alta Sask vs v janv févr avr juil déc Okt Dez Str Me Cap Ing "
    "Sig Org Op Ord Cad Sok Mah UU FF AA Ud Uds ген полк адм кап пер пр обл ст кв вип стр р-н янв февр апр авг "
    "сент окт нояб дек січ лют бер квіт трав черв лип серп вер жовт лист груд"
)
"""Ends a sentence only where the next word is one that starts sentences."""

CLOCK = _words("a.m p.m A.M P.M am pm")
"""Hours: end a sentence before a capital, save before a day, a month or a time zone."""

AFTER_CLOCK = _words(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Eastern Central Mountain Pacific Greenwich Moscow GMT UTC EST EDT ET CST "
    "CDT CT PST PDT PT MST MDT BST CET CEST EET MSK Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr Jun Jul Aug Sept "
    "Oct Nov Dec"
)
"""What continues a sentence after "a.m."."""

ENDERS = _words("и.т.д т.д т.п т.і н.е н.э д.н.е o.ä u.ä u.s.w e.v")
"""Dotted words that close a list or a year: before a capital they end the sentence as any word does."""

ORDINAL_NOUNS = _words(
    # German and Turkish write "3." for "third"; these are what such numbers count in the news.
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember Jahrhundert Jahrhunderts "
    "Weltkrieg Weltkriegs Armee Division Brigade Korps Bataillon Regiment Stock Klasse Tag Platz Runde Ordu "
    "Kolordu Tümen Tugay Alay Tabur Hava Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım "
    "Aralık Cumhurbaşkanı Dönem Cadde"
)
"""After a number with a stop they continue the sentence: "am 3. Oktober", "3. Ordu"."""

ORDINAL_LEADS = _words("am vom zum zur der den dem des das die im bis seit ab")
"""Before a number with a stop they make it a German ordinal: "der 12. Bericht"."""

STARTERS = _words(
    "The A An This That These Those He She It They We You I In On At But And Or If When While As For From To With "
    "After Before By Since Until During However Meanwhile There Here His Her Its Their Our My What Who Why How "
    "Where Which Some Many Most All Both Not No Yes So Then Now Also According Although Though Because Despite "
    "Under Over Another Other Others Each Such Only Even More Earlier Later Last Nobody Nothing Everyone Once Yet "
    "Still Instead Thus Therefore Moreover Der Die Das Ein Eine Einer Er Sie Es Wir Ich Im Am Bei Nach Seit Aber "
    "Und Doch Diese Dieser Dies Auch Wie Mit Von Zu Laut Dort Dabei Zudem Il Elle Ils Elles Les Un Une Des Ce "
    "Cette Ces Nous Vous Dans En Mais Et Pour Selon Après Depuis Cependant El Los Las Una Él Ella Ellos Pero "
    "Según Por Con Para Se Su Sus Desde Tras Esta Este Em Mas Os Na Nel Gli Bu Bir Ve Ancak Ama Daha Onlar Bunun "
    "Şimdi Ayrıca To Jest Jednak Ale Po Nie Он Она Они Оно Это Этот Эта Эти В Во На По С Со К Ко Но И А Из За При "
    "От До Для После Как Что Когда Если Там Так Также Я Мы Вы Их Его Ее Её Однако Об У Между Все Был Была Были "
    "Він Вона Вони Це Ця Цей Ці З Зі Із Але Та І Й Під Після Як Що Коли Якщо Також Ми Ви Їх Його Її Однак Про Від "
    "Через"
)
"""Words that, capitalised, mostly stand at the start of a sentence and seldom in a name."""
