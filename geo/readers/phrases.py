"""What the furniture of web pages says, in several languages.

These are the general habits of news sites and blogs, no site's own sentences.
A table is matched against lines, never inside a paragraph; a phrase belongs here only if no report uses it as a line
(`WHOLE`), as the head of a line (`STARTS`), or twice over in one paragraph (`LEGAL`).
"""

import re

_WHOLE = """
advertisement|advertisements|advertising|ad|ads|sponsored|sponsored content|promoted|promoted content|sponsor
share|share this|share on|share on facebook|share on twitter|share via email|tweet|pin it|email|e-mail|print
print this page
facebook|twitter|whatsapp|telegram|linkedin|reddit|pinterest|tumblr|instagram|youtube|rss|rss feed|google+|copy link
save
like|like this|like us|follow|follow us|follow me|connect with us|subscribe|subscribe now|sign up|sign in|log in
login|log out
register|my account|newsletter|our newsletter|join us|donate|donate now|quick donate|support us|support our work
become a member
continue reading|read more|read more…|read more...|read full story|more|see more|load more|show more|view all
see all
click to comment|leave a reply|leave a comment|add a comment|post a comment|post comment|comments|no comments
comments are closed
cancel reply|reply|notify of|your email address|your name|name|website|submit|send|search|search for|menu|main menu
skip to content
skip to main content|toggle navigation|close|back to top|top|previous|next|previous post|next post|previous article
next article
latest|latest news|latest posts|latest articles|trending|trending now|popular|most popular|most read|most viewed
most shared|top stories
recent posts|recent comments|related|related posts|related articles|related stories|related news|related topics
see also|read also|also read
recommended|recommended for you|you may also like|you might also like|more stories|more news|more from this author
editors' picks|editor's picks
tags|categories|archives|archive|tag cloud|filed under|published|posted|updated|published on|posted on|published in
posted in|view comments
about us|about the author|contact|contact us|privacy|privacy policy|cookie policy|terms of use|terms of service
terms and conditions|disclaimer
all rights reserved|accept|accept all|accept cookies|i agree|got it|cookies|cookie settings|manage cookies|loading
loading...|please wait
wordpress.com logo|google+ photo|twitter picture|facebook photo|avatar|gravatar|connecting to %s|change
powered by wordpress|blog at wordpress.com
publicité|annonce|partager|partager sur facebook|partager sur twitter|partagez|imprimer|lire la suite|lire aussi
à lire aussi|voir aussi|articles similaires
articles liés|commentaires|laisser un commentaire|laissez un commentaire|s'abonner|s’abonner|abonnez-vous
se connecter|connexion|les plus lus|à la une|mentions légales
anzeige|werbung|teilen|drucken|weiterlesen|mehr lesen|lesen sie auch|mehr zum thema|kommentare|kommentar schreiben
anmelden|abonnieren|impressum|datenschutz|meistgelesen
publicidad|anuncio|compartir|imprimir|leer más|seguir leyendo|lea también|te puede interesar|noticias relacionadas
artículos relacionados|comentarios|deja un comentario|suscríbete|suscribirse|iniciar sesión|lo más leído
lo más visto
publicidade|compartilhar|leia mais|leia também|veja também|notícias relacionadas|deixe um comentário|assine
pubblicità|condividi|stampa|leggi anche|leggi tutto|articoli correlati|commenti|lascia un commento|iscriviti|accedi
reklam|paylaş|yazdır|devamını oku|ilgili haberler|yorumlar|yorum yap|abone ol|giriş yap|en çok okunanlar|reklama
udostępnij|czytaj więcej|czytaj dalej|czytaj też|komentarze|zaloguj się
реклама|поделиться|поделиться ссылкой|распечатать|читать далее|читать полностью|читайте также|подробнее|по теме
похожие статьи|новости по теме|комментарии|оставить комментарий|добавить комментарий|подписаться|подпишитесь|войти
регистрация|самое читаемое|популярное|последние новости|версия для печати|поиск
поділитися|роздрукувати|читати далі|читайте також|коментарі|залишити коментар|підписатися|увійти|популярне
останні новини
إعلان|إعلانات|شارك|مشاركة|شارك على فيسبوك|طباعة|اقرأ المزيد|اقرأ أيضا|اقرأ أيضاً|اقرأ أيضًا|مواضيع ذات صلة
مقالات ذات صلة|أخبار ذات صلة|التعليقات|تعليقات|أضف تعليق|أضف تعليقا|اترك تعليقا|اترك تعليقاً|اشترك|تسجيل الدخول
الأكثر قراءة|آخر الأخبار|سياسة الخصوصية|اتصل بنا|تابعنا|بحث
تبلیغات|اشتراک گذاری|چاپ|ادامه مطلب|بیشتر بخوانید|مطالب مرتبط|اخبار مرتبط|نظرات|ارسال نظر|ثبت نام|ورود
پربازدیدترین ها
"""
WHOLE = frozenset(phrase for line in _WHOLE.strip().splitlines() for phrase in line.split("|"))
"""Lines that are furniture when they say this and no more (case folded, bare of markup and of punctuation around)."""

_WEAK = """
home|news|world|analysis|opinion|opinions|politics|sport|sports|business|economy|culture|health|science|tech
technology|entertainment|video|videos
photos|pictures|weather|travel|lifestyle|middle east|africa|asia|europe|americas|us|uk|podcasts|live|english|arabic
français|русский|العربية|on|by|in|at|about|help|faq
accueil|monde|politique|économie|sport|culture|welt|politik|wirtschaft|kultur|mundo|política|economía|deportes
cultura|новости|политика|экономика|мир|общество|спорт|الرئيسية|أخبار|سياسة|رياضة|اقتصاد
"""
WEAK = frozenset(phrase for line in _WEAK.strip().splitlines() for phrase in line.split("|"))
"""Words of menus that are also words of reports ("Middle East"): furniture only beside other furniture."""

_OPENERS = """
related|related posts|related articles|related stories|related news|recommended|recommended for you
you may also like|you might also like|more stories
more news|recent posts|recent comments|trending|trending now|popular|most popular|most read|most viewed|most shared
top stories|editors' picks|editor's picks
articles similaires|articles liés|les plus lus|mehr zum thema|meistgelesen|noticias relacionadas
artículos relacionados|lo más leído|te puede interesar
articoli correlati|ilgili haberler|en çok okunanlar|похожие статьи|новости по теме|самое читаемое|популярное
مواضيع ذات صلة|مقالات ذات صلة|أخبار ذات صلة|الأكثر قراءة
"""
OPENERS = frozenset(phrase for line in _OPENERS.strip().splitlines() for phrase in line.split("|"))
"""Headings after which come the headlines of other articles."""

_STARTS = r"""
liked? (?:it|this|what you (?:read|see))\?
(?:enjoyed|enjoying) this (?:article|post|story|report)\b
take a second to support
(?:please )?(?:consider (?:making a )?donat|donate (?:a|to|via|by|with|today)\b)
(?:please )?support (?:us|our (?:work|site|journalism|reporting|channel|mission))\b
your (?:donations?|support) (?:make|help|keep|allow|mean)
amount to donate
validating payment
waiting for paypal
(?:please )?(?:(?:subscribe|sign up) (?:to|for|now|here|today|and get)|register (?:now|here|for free))\b
(?:join|visit|like|see) (?:us|our)\b.{0,30}\b(?:channel|page|newsletter|group|facebook|telegram|youtube|twitter)
get (?:the latest|our|daily|updates|breaking).{0,40}(?:inbox|newsletter|e-?mail)
(?:(?:follow|like|find|join|watch) (?:us|me)|follow (?:him|her|the author)) on\b
follow @\w
share (?:this|on|via|it)\b.{0,30}$
click (?:here )?to (?:share|comment|email|print|subscribe|donate|enlarge)
click here (?:to|for)\b
(?:leave|post|add|write) (?:a|your) (?:reply|comment)
you (?:must|need to|have to) (?:be )?(?:log|register|sign)
your e-?mail address will not
required fields are
fill in your details
you are commenting using
notify me of
save my name
this site uses (?:akismet|cookies)
(?:we|this (?:web)?site) uses? cookies
by (?:continuing to (?:use|browse)|using (?:this|our|the) (?:web)?site|clicking)\b
[\d.,]+ ?[km]? (?:views?|comments?|shares?|likes?|tweets?|reads?|votes?|followers|replies|min(?:ute)?s? read)\W{0,5}$
no comments(?: yet)?\W{0,5}$
comments? (?:\(\d+\)|on .{1,80}(?:facebook|page|forum)|are closed)
view all (?:\d+ )?\w+$
see all (?:posts|articles|stories)
(?:©|\(c\) ?(?:19|20)\d\d|copyright\b ?(?:©|\(c\)|\d{4}|by\b))
disclaimer\s?:
(?:the )?(?:views|opinions)(?: and (?:views|opinions))? expressed\b
(?:for )?(?:media|press) (?:inquiries|enquiries|contacts?)\s?:
(?:tags?|categories|category|filed under|posted (?:in|under)|keywords)\s?:
powered by \w
proudly powered
(?:articles|posts|stories|more) by\s?:
more (?:articles |posts |stories )?from .{1,40}$
(?:related|read (?:more|also|next)|see also|also read|must read|don['’]t miss|recommended)\s?:
(?:become|be) a (?:member|patron|supporter|subscriber)
(?:enable|turn on) javascript
(?:previous|next) (?:post|article|story)(?:\s?:|$)
skip to (?:main|content|navigation)\b
abonnez-vous\b
suivez-nous\b
partagez? (?:cet|sur)
lire aussi\s?:
à lire aussi
(?:cet article|ce site) utilise
droits d['’]auteur
publié dans\s?:
folgen sie uns
abonnieren sie
lesen sie (?:auch|mehr)
mehr (?:zum thema|dazu)\s?:
teilen (?:sie|auf)
síguenos\b
suscríbe(?:te|se)\b
comparte? (?:en|esta|este)
lea también\s?:?
leia também\s?:?
seguici su
leggi anche\s?:?
bizi takip
takip edin
abone ol
подпи(?:сывайтесь|шитесь)\b
читайте (?:также|нас)\b
поделиться\b.{0,30}$
следите за (?:нами|новостями|нашими)\b
оставьте комментарий
підпи(?:суйтесь|шіться)\b
читайте також
تابعنا على
تابعونا\b
اشترك (?:في|الآن)
اقرأ (?:أيضا|أيضاً|أيضًا|المزيد)\s?:?
شارك (?:هذا|المقال|الموضوع|على)
جميع الحقوق محفوظة
لمزيد من (?:الأخبار|المعلومات)\b
بیشتر بخوانید
ما را (?:در|دنبال)
"""
STARTS = re.compile("|".join(_STARTS.strip("\n").splitlines()), re.IGNORECASE)
"""Heads of lines that are furniture."""

_NOTICES = """
all rights reserved|contains copyrighted material|may not be reproduced|may not be republished|permission to cross-post
permission to republish|do not necessarily reflect|does not necessarily reflect|protected by recaptcha
our use of cookies
tous droits réservés|alle rechte vorbehalten|todos los derechos reservados|tutti i diritti riservati
todos os direitos reservados|tüm hakları saklıdır|все права защищены|всі права захищені|جميع الحقوق محفوظة
کلیه حقوق محفوظ|تمامی حقوق محفوظ
"""
NOTICES = tuple(phrase for line in _NOTICES.strip().splitlines() for phrase in line.split("|"))
"""Wording of notices, lower case, that no report uses: a line with one of up to `NOTICE_CHARS` is furniture."""

_LEGAL = """
copyright owner|copyrighted material|without permission|without the permission|without prior written|fair use
creative commons|terms of use|terms of service|privacy policy|contained herein|sole responsibility of the author
not responsible for|not be responsible for|opinions expressed|views expressed|unsubscribe|newsletter|your inbox
tax-deductible|tax deductible
"""
LEGAL = tuple(phrase for line in _LEGAL.strip().splitlines() for phrase in line.split("|"))
"""Wording of notices, lower case, that a report may use once: furniture with one of `NOTICES`, or three together."""
