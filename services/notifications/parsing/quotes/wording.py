"""The words around a date and a name above a quote, in the languages of the common mail clients.

All in lower case. Learnt from the clients' own translations (Gmail, Outlook, Apple Mail, Thunderbird, Yahoo, GMX,
K-9, Samsung, Proton); a client that is missing mostly uses the words of another one.
"""

from services.notifications.parsing.phrases import phrases

OPENINGS = tuple(
    f"{word} "
    for word in phrases(
        """
        on | at | in message | quoting
        am | zitat von
        le | el | il | il giorno | em | no dia | a
        op | citaat van
        den | på | d. | kl.
        w dniu | dnia | dňa | dne
        в | на | от
        vào | pada | pe | în | στις | ĉe | ngày
        בתאריך | ב- | في | بتاريخ
        在 | 于 | 於
        """
    )
)
"""How a line begins that goes on with a date."""

WROTE = phrases(
    """
    wrote | writes | said | says | sent
    schrieb | schrieben | schrieben sie | geschrieben | schrieb folgendes
    a écrit | nous a dit | a ecrit | a écrit ce qui suit
    escribió | escribio | ha escrito | ha escrit | va escriure
    ha scritto | scrive | scrisse
    escreveu | escreveu o seguinte
    schreef | het volgende geschreven
    skrev | skrev følgende | skrev följande
    napisał | napisała | napisał(a) | pisze | napisali
    napsal | napsala | napsal(a) | napísal | napísal(a) | píše
    kirjoitti | kirjutas | rašė | írta | ezt írta | írta (időpont
    написал | написала | написал(а) | написал(-а) | писал | пишет
    написав | написав(ла) | написав(-ла) | написал/а | пише | написа
    yazdı | şunu yazdı | şunları yazdı | yazmış
    写道 | 寫道 | 编写 | 写到 | 寫到
    のメッセージ | のメール | 書きました | 書いた | 作成しました
    작성 | 작성했습니다 | 썼습니다 | 님이 작성 | 쓴 글 | 보낸 메시지
    כתב | כתבה | כתב/ה | כתבו | كتب | كتبت | كتب ما يلي
    đã viết | menulis | a scris | έγραψε | je napisao | je napisala | je napisal/a | je napisal
    """
)
"""How a line ends that names who wrote, but for a colon."""

WROTE_INSIDE = tuple(
    f" {word} "
    for word in phrases(
        """
        wrote | schrieb | schreef | skrev | kirjoitti | napisał | napisał(a) | napsal | написал
        a écrit | escribió | ha scritto | escreveu | yazdı | tarihinde | пользователь | użytkownik
        het volgende geschreven | írta | napísal | napisana przez | kirjoitti
        """
    )
)
"""The same word where the name or the date comes behind it."""

UNSURE = frozenset(
    phrases(
        """
    said | says | sent | writes | scrive | pisze | пишет | пише | a
    """
    )
)
"""Words that people write in sentences too: these need a colon."""

WEEKDAYS = frozenset(
    phrases(
        """
    monday | tuesday | wednesday | thursday | friday | saturday | sunday | montag | dienstag | mittwoch
    donnerstag | freitag | samstag | sonntag | lundi | mardi | mercredi | jeudi | vendredi | samedi
    dimanche | lunes | martes | miércoles | jueves | viernes | sábado | domingo | lunedì | martedì
    mercoledì | giovedì | venerdì | sabato | domenica | mandag | tirsdag | onsdag | torsdag | fredag
    lørdag | søndag | måndag | tisdag | lördag | söndag | maanantai | tiistai | keskiviikko | torstai
    perjantai | lauantai | sunnuntai | maandag | dinsdag | woensdag | donderdag | vrijdag | zaterdag
    zondag | pondělí | úterý | středa | čtvrtek | pátek | sobota | neděle | mon | tue | wed | thu | fri
    sat | sun | mo | di | mi | do | fr | sa | so | lun | mar | mer | jeu | ven | sam | dim | mié | jue | vie
    sáb | dom | gio | seg | ter | qua | qui | sex | ma | wo | vr | za | zo | man | tir | ons | tor | fre
    lør | søn | mån | tis | lör | sön | ke | to | pe | la | su | ti | pon | wt | śr | czw | pt | sob | niedz
    po | út | st | čt | pá | so | ne | пн | вт | ср | чт | пт | сб | вс | нд | понедельник | вторник | среда
    четверг | пятница | суббота | воскресенье | понеділок | вівторок | середа | четвер | пʼятниця | субота
    неділя | poniedziałek | wtorek | środa | czwartek | piątek | sobota | niedziela
        """
    )
)
"""How a date may begin when it does not begin with a number."""
