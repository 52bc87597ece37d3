"""The two-label rules of the Public Suffix List's ICANN section, by top-level domain.

Written by tests/suffixes.py from publicsuffixlist 1.1.2.20261023; not to be edited.
``SECOND``: labels that make a public suffix together with the top-level domain ("co" in "uk").
``DEEPER``: labels with longer, wildcard or exception rules below; "*" where all labels may have.
Both are padded with spaces, so that a label is found by ``" co " in SECOND["uk"]``.
Publicsuffix.org's list is under the Mozilla Public License 2.0.
"""

SECOND: dict[str, str] = {
    "ac": (" com edu gov mil net org "),
    "ae": (" ac co gov mil net org sch "),
    "aero": (
        " accident-investigation accident-prevention aerobatic aeroclub aerodrome agents air-surveillance "
        "air-traffic-control aircraft airline airport airtraffic ambulance association author ballooning "
        "broker caa cargo catering certification championship charter civilaviation club conference "
        "consultant consulting control council crew design dgca educator emergency engine engineer "
        "entertainment equipment exchange express federation flight freight fuel gliding government "
        "groundhandling group hanggliding homebuilt insurance journal journalist leasing logistics magazine "
        "maintenance marketplace media microlight modelling navigation parachuting paragliding "
        "passenger-association pilot press production recreation repbody res research rotorcraft safety "
        "scientist services show skydiving software student taxi trader trading trainer union workinggroup "
        "works "
    ),
    "af": (" com edu gov net org "),
    "ag": (" co com net nom org "),
    "ai": (" com net off org "),
    "al": (" com edu gov mil net org "),
    "am": (" co com commune net org "),
    "ao": (" co ed edu gov gv it og org pb "),
    "ar": (" bet com coop edu gob gov int mil musica mutual net org seg senasa tur "),
    "arpa": (" e164 home in-addr ip6 iris uri urn "),
    "as": (" gov "),
    "at": (" ac co gv or "),
    "au": (" act asn com conf edu gov id net nsw nt org oz qld sa tas vic wa "),
    "aw": (" com "),
    "az": (" biz co com edu gov info int mil name net org pp pro "),
    "ba": (" com edu gov mil net org "),
    "bb": (" biz co com edu gov info net org store tv "),
    "bd": (" ac ai co com edu gov id info it mil net org sch tv "),
    "be": (" ac "),
    "bf": (" gov "),
    "bg": (" 0 1 2 3 4 5 6 7 8 9 a b c d e f g h i j k l m n o p q r s t u v w x y z "),
    "bh": (" com edu gov net org "),
    "bi": (" co com edu or org "),
    "bj": (
        " africa agro architectes assur avocats co com eco econo edu info loisirs money net org ote "
        "restaurant resto tourism univ "
    ),
    "bm": (" com edu gov net org "),
    "bn": (" com edu gov net org "),
    "bo": (
        " academia agro arte blog bolivia ciencia com cooperativa democracia deporte ecologia economia edu "
        "empresa gob ia indigena industria info int medicina mil movimiento musica natural net nombre "
        "noticias org patria plurinacional politica profesional pueblo revista salud tecnologia tksat "
        "transporte tv web wiki "
    ),
    "br": (
        " 9guacu abc adm adv agr aju am anani aparecida api app arq art ato b barueri belem bet bhz bib bio "
        "blog bmd boavista bsb campinagrande campinas caxias cim cng cnt com contagem coop coz cri cuiaba "
        "curitiba def des det dev ecn eco edu emp enf eng esp etc eti far feira flog floripa fm fnd fortal "
        "fot foz fst g12 geo ggf goiania gov gru ia imb ind inf jab jampa jdf joinville jor jus leg leilao "
        "lel log londrina macapa maceio manaus maringa mat med mil morena mp mus natal net niteroi not ntr "
        "odo ong org osasco palmas poa ppg pro psc psi pvh qsl radio rec recife rep ribeirao rio riobranco "
        "riopreto salvador sampa santamaria santoandre saobernardo saogonca seg sjc slg slz social sorocaba "
        "srv taxi tc tec teo the tmp trd tur tv udi vet vix vlog wiki xyz zlg "
    ),
    "bs": (" com edu gov net org "),
    "bt": (" com edu gov net org "),
    "bw": (" ac co gov net org "),
    "by": (" com gov mil of "),
    "bz": (" co com edu gov net org "),
    "ca": (" ab bc gc mb nb nf nl ns nt nu on pe qc sk yk "),
    "cd": (" gov "),
    "ci": (" ac asso aéroport co com ed edu go gouv int net or org xn--aroport-bya "),
    "cl": (" co gob gov mil "),
    "cm": (" co com gov net "),
    "cn": (
        " ac ah bj com cq edu fj gd gov gs gx gz ha hb he hi hk hl hn jl js jx ln mil mo net nm nx org qh "
        "sc sd sh sn sx tj tw xj xn--55qx5d xn--io0a7i xn--od0alg xz yn zj 公司 網絡 网络 "
    ),
    "co": (" com edu gov mil net nom org "),
    "cr": (" ac co ed fi go or sa "),
    "cu": (" com edu gob inf nat net org "),
    "cv": (" com edu id int net nome org publ "),
    "cw": (" com edu net org "),
    "cx": (" gov "),
    "cy": (" ac biz com ekloges gov ltd mil net org press pro tm "),
    "cz": (" gov "),
    "dm": (" co com edu gov net org "),
    "do": (" art com edu gob gov mil net org sld web "),
    "dz": (" art asso com edu gov net org pol soc tm "),
    "ec": (
        " abg adm agron arqt art bar chef com cont cpa cue dent dgn disco doc edu eng esm fin fot gal gob "
        "gov gye ibr info k12 lat loj med mil mktg mon net ntr odont org pro prof psic psiq pub rio rrpp "
        "sal tech tul tur uio vet xxx "
    ),
    "ee": (" aip com edu fie gov lib med org pri riik "),
    "eg": (" ac com edu eun gov info me mil name net org sci sport tv "),
    "es": (" com edu gob nom org "),
    "et": (" biz com edu gov info name net org "),
    "fi": (" aland "),
    "fj": (" ac biz com edu gov id info mil name net org pro "),
    "fm": (" com edu net org "),
    "fr": (" asso avoues cci com gouv greta huissier-justice nom prd tm "),
    "gd": (" edu gov "),
    "ge": (" com cyb edu gov llc net online org pvt school tnx "),
    "gg": (" co net org "),
    "gh": (" biz com edu gov mil net org "),
    "gi": (" com edu gov ltd mod org "),
    "gl": (" co com edu net org "),
    "gn": (" ac com edu gov net org "),
    "gp": (" asso com edu mobi net org "),
    "gr": (" com edu gov net org "),
    "gt": (" com edu gob ind mil net org "),
    "gu": (" com edu gov guam info net org web "),
    "gy": (" co com edu gov net org "),
    "hk": (
        " com edu gov idv net org xn--55qx5d xn--ciqpn xn--gmq050i xn--gmqw5a xn--io0a7i xn--lcvr32d "
        "xn--mk0axi xn--mxtq1m xn--od0alg xn--od0aq3b xn--tn0ag xn--uc0atv xn--uc0ay4a xn--wcvs22d "
        "xn--zf0avx 个人 個人 公司 政府 敎育 教育 箇人 組織 組织 網絡 網络 组織 组织 网絡 网络 "
    ),
    "hn": (" com edu gob mil net org "),
    "hr": (" com from iz name "),
    "ht": (" adult art asso com coop edu firm gouv info med net org perso pol pro rel shop "),
    "hu": (
        " 2000 agrar bolt casino city co erotica erotika film forum games hotel info ingatlan jogasz "
        "konyvelo lakas media news org priv reklam sex shop sport suli szex tm tozsde utazas video "
    ),
    "id": (" ac ai biz co desa go kop mil my net or ponpes sch web xn--9tfky ᬩᬮᬶ "),
    "ie": (" gov "),
    "il": (" ac co gov idf k12 muni net org "),
    "im": (" ac co com net org tt tv "),
    "in": (
        " 5g 6g ac aero ai alumni am bank bihar biz business ca cn co com coop cs delhi dr edu er fin firm "
        "gen gov gujarat ind info int internet io me mil net nic org pg post pro res school travel tv ub uk "
        "up us "
    ),
    "int": (" eu "),
    "io": (" co com edu gov mil net nom org "),
    "iq": (" com edu gov mil net org "),
    "ir": (" ac co gov id net org sch xn--mgba3a4f16a xn--mgba3a4fra ايران ایران "),
    "it": (
        " abr abruzzo ag agrigento al alessandria alto-adige altoadige an ancona andria-barletta-trani "
        "andria-trani-barletta andriabarlettatrani andriatranibarletta ao aosta aosta-valley aostavalley "
        "aoste ap aq ar arezzo ascoli-piceno ascolipiceno asti at av avellino ba balsan balsan-sudtirol "
        "balsan-suedtirol balsan-südtirol bari barletta-trani-andria barlettatraniandria bas basilicata "
        "belluno benevento bergamo bg bi biella bl bn bo bologna bolzano bolzano-altoadige bozen "
        "bozen-sudtirol bozen-suedtirol bozen-südtirol br brescia brindisi bs bt bulsan bulsan-sudtirol "
        "bulsan-suedtirol bulsan-südtirol bz ca cagliari cal calabria caltanissetta cam campania "
        "campidano-medio campidanomedio campobasso carbonia-iglesias carboniaiglesias carrara-massa "
        "carraramassa caserta catania catanzaro cb ce cesena-forli cesena-forlì cesenaforli cesenaforlì "
        "ch chieti ci cl cn co como cosenza cr cremona crotone cs ct cuneo cz dell-ogliastra dellogliastra "
        "edu emilia-romagna emiliaromagna emr en enna fc fe fermo ferrara fg fi firenze florence fm foggia "
        "forli-cesena forlicesena forlì-cesena forlìcesena fr friuli-v-giulia friuli-ve-giulia "
        "friuli-vegiulia friuli-venezia-giulia friuli-veneziagiulia friuli-vgiulia friuliv-giulia "
        "friulive-giulia friulivegiulia friulivenezia-giulia friuliveneziagiulia friulivgiulia frosinone "
        "fvg ge genoa genova go gorizia gov gr grosseto iglesias-carbonia iglesiascarbonia im imperia is "
        "isernia kr la-spezia laquila laspezia latina laz lazio lc le lecce lecco li lig liguria livorno lo "
        "lodi lom lombardia lombardy lt lu lucania lucca macerata mantova mar marche massa-carrara "
        "massacarrara matera mb mc me medio-campidano mediocampidano messina mi milan milano mn mo modena "
        "mol molise monza monza-brianza monza-e-della-brianza monzabrianza monzaebrianza monzaedellabrianza "
        "ms mt na naples napoli no novara nu nuoro og ogliastra olbia-tempio olbiatempio or oristano ot pa "
        "padova padua palermo parma pavia pc pd pe perugia pesaro-urbino pesarourbino pescara pg pi "
        "piacenza piedmont piemonte pisa pistoia pmn pn po pordenone potenza pr prato pt pu pug puglia pv "
        "pz ra ragusa ravenna rc re reggio-calabria reggio-emilia reggiocalabria reggioemilia rg ri rieti "
        "rimini rm rn ro roma rome rovigo sa salerno sar sardegna sardinia sassari savona si sic sicilia "
        "sicily siena siracusa so sondrio sp sr ss su sud-sardegna sudsardegna suedtirol sv südtirol ta "
        "taa taranto te tempio-olbia tempioolbia teramo terni tn to torino tos toscana tp tr "
        "trani-andria-barletta trani-barletta-andria traniandriabarletta tranibarlettaandria trapani "
        "trentin-sud-tirol trentin-sudtirol trentin-sued-tirol trentin-suedtirol trentin-süd-tirol "
        "trentin-südtirol trentino trentino-a-adige trentino-aadige trentino-alto-adige trentino-altoadige "
        "trentino-s-tirol trentino-stirol trentino-sud-tirol trentino-sudtirol trentino-sued-tirol "
        "trentino-suedtirol trentino-süd-tirol trentino-südtirol trentinoa-adige trentinoaadige "
        "trentinoalto-adige trentinoaltoadige trentinos-tirol trentinostirol trentinosud-tirol "
        "trentinosued-tirol trentinosuedtirol trentinosüd-tirol trentinosüdtirol trentinsud-tirol "
        "trentinsudtirol trentinsued-tirol trentinsuedtirol trentinsüd-tirol trentinsüdtirol trento "
        "treviso trieste ts turin tuscany tv ud udine umb umbria urbino-pesaro urbinopesaro va val-d-aosta "
        "val-daosta vald-aosta valle-aosta valle-d-aosta valle-daosta valleaosta valled-aosta valledaosta "
        "vallee-aoste vallee-d-aoste valleeaoste valleedaoste vallée-aoste vallée-d-aoste valléeaoste "
        "valléedaoste vao varese vb vc vda ve ven veneto venezia venice verbania verbano-cusio-ossola "
        "vercelli verona vi vibo-valentia vibovalentia vicenza viterbo vr vs vt vv xn--balsan-sdtirol-nsb "
        "xn--bozen-sdtirol-2ob xn--bulsan-sdtirol-nsb xn--cesena-forl-mcb xn--cesenaforl-i8a "
        "xn--forl-cesena-fcb xn--forlcesena-c8a xn--sdtirol-n2a xn--trentin-sd-tirol-rzb "
        "xn--trentin-sdtirol-7vb xn--trentino-sd-tirol-c3b xn--trentino-sdtirol-szb "
        "xn--trentinosd-tirol-rzb xn--trentinosdtirol-7vb xn--trentinsd-tirol-6vb xn--trentinsdtirol-nsb "
        "xn--valle-aoste-ebb xn--valle-d-aoste-ehb xn--valleaoste-e7a xn--valledaoste-ebb "
    ),
    "je": (" co net org "),
    "jo": (" agri ai com edu eng fm gov mil net org per phd sch tv "),
    "jp": (
        " ac ad aichi akita aomori chiba co ed ehime fukui fukuoka fukushima gifu go gr gunma hiroshima "
        "hokkaido hyogo ibaraki ishikawa iwate kagawa kagoshima kanagawa kochi kumamoto kyoto lg mie miyagi "
        "miyazaki nagano nagasaki nara ne niigata oita okayama okinawa or osaka saga saitama shiga shimane "
        "shizuoka tochigi tokushima tokyo tottori toyama wakayama xn--0trq7p7nn xn--1ctwo xn--1lqs03n "
        "xn--1lqs71d xn--2m4a15e xn--32vp30h xn--4it168d xn--4it797k xn--4pvxs xn--5js045d xn--5rtp49c "
        "xn--5rtq34k xn--6btw5a xn--6orx2r xn--7t0a264c xn--8ltr62k xn--8pvr4u xn--c3s14m xn--d5qv7z876c "
        "xn--djrs72d6uy xn--djty4k xn--efvn9s xn--ehqz56n xn--elqq16h xn--f6qx53a xn--k7yn95e xn--kbrq7o "
        "xn--klt787d xn--kltp7d xn--kltx9a xn--klty5x xn--mkru45i xn--nit225k xn--ntso0iqx3a xn--ntsq17g "
        "xn--pssu33l xn--qqqt11m xn--rht27z xn--rht3d xn--rht61e xn--rny31h xn--tor131o xn--uist22h "
        "xn--uisz3g xn--uuwu58a xn--vgu402c xn--zbx025d yamagata yamaguchi yamanashi 三重 京都 佐賀 兵庫 "
        "北海道 千葉 和歌山 埼玉 大分 大阪 奈良 宮城 宮崎 富山 山口 山形 山梨 岐阜 岡山 岩手 島根 広島 徳島 "
        "愛媛 愛知 新潟 東京 栃木 沖縄 滋賀 熊本 石川 神奈川 福井 福岡 福島 秋田 群馬 茨城 長崎 長野 青森 "
        "静岡 香川 高知 鳥取 鹿児島 "
    ),
    "ke": (" ac co go info me mobi ne or sc "),
    "kg": (" com edu gov mil net org "),
    "kh": (" com edu gov net org "),
    "ki": (" biz com edu gov info net org "),
    "km": (" ass asso com coop edu gouv gov medecin mil nom notaires org pharmaciens prd presse tm veterinaire "),
    "kn": (" edu gov net org "),
    "kp": (" com edu gov org rep tra "),
    "kr": (
        " ac ai busan chungbuk chungnam co daegu daejeon es gangwon go gwangju gyeongbuk gyeonggi gyeongnam "
        "hs incheon io it jeju jeonbuk jeonnam kg me mil ms ne or pe re sc seoul ulsan "
    ),
    "kw": (" com edu emb gov ind net org "),
    "ky": (" com edu net org "),
    "kz": (" com edu gov mil net org "),
    "la": (" com edu gov info int net org per "),
    "lb": (" com edu gov net org "),
    "lc": (" co com edu gov net org "),
    "lk": (" ac assn com edu gov grp hotel int ltd net ngo org sch soc web "),
    "lr": (" com edu gov net org "),
    "ls": (" ac biz co edu gov info net org sc "),
    "lt": (" gov "),
    "lv": (" asn com conf edu gov id mil net org "),
    "ly": (" com edu gov id med net org plc sch "),
    "ma": (" ac co gov net org press "),
    "mc": (" asso tm "),
    "me": (" ac co edu gov its net org priv "),
    "mg": (" co com edu gov mil nom org prd "),
    "mk": (" com edu gov inf name net org "),
    "ml": (" ac art asso com edu gouv gov info inst net org pr presse "),
    "mn": (" edu gov org "),
    "mo": (" com edu gov net org "),
    "mr": (" gov "),
    "ms": (" com edu gov net org "),
    "mt": (" com edu net org "),
    "mu": (" ac co com gov net or org "),
    "mv": (" aero biz com coop edu gov info int mil museum name net org pro "),
    "mw": (" ac biz co com coop edu gov int net org "),
    "mx": (" com edu gob net org "),
    "my": (" biz com edu gov mil name net org "),
    "mz": (" ac adv co edu gov mil net org "),
    "na": (" alt co com gov net org "),
    "nc": (" asso nom "),
    "nf": (" arts com firm info net other per rec store web "),
    "ng": (" com edu gov i mil mobi name net org sch "),
    "ni": (" ac biz co com edu gob in info int mil net nom org web "),
    "no": (
        " aa aarborte aejrie afjord agdenes ah aknoluokta akrehamn al alaheadju alesund algard alstahaug "
        "alta alvdal amli amot andasuolo andebu andoy andøy ardal aremark arendal arna aseral asker askim "
        "askoy askvoll askøy asnes audnedal aukra aure aurland aurskog-holand aurskog-høland austevoll "
        "austrheim averoy averøy badaddja bahcavuotna bahccavuotna baidar bajddar balat balestrand "
        "ballangen balsfjord bamble bardu barum batsfjord bearalvahki bearalváhki beardu beiarn berg "
        "bergen berlevag berlevåg bievat bievát bindal birkenes bjerkreim bjugn bodo bodø bokn bomlo "
        "bremanger bronnoy bronnoysund brumunddal bryne brønnøy brønnøysund bu budejju bygland bykle "
        "báhcavuotna báhccavuotna báidár bájddar bálát bådåddjå båtsfjord bærum bømlo "
        "cahcesuolo davvenjarga davvenjárga davvesiida deatnu dep dielddanuorri divtasvuodna divttasvuotna "
        "donna dovre drammen drangedal drobak drøbak dyroy dyrøy dønna egersund eid eidfjord eidsberg "
        "eidskog eidsvoll eigersund elverum enebakk engerdal etne etnedal evenassi evenes evenášši "
        "evje-og-hornnes farsund fauske fedje fet fetsund fhs finnoy finnøy fitjar fjaler fjell fla "
        "flakstad flatanger flekkefjord flesberg flora floro florø flå fm folkebibl folldal forde forsand "
        "fosnes frana fredrikstad frogn froland frosta froya fræna frøya fuoisku fuossko fusa fylkesbibl "
        "fyresdal førde gaivuotna galsa gamvik gangaviika gaular gausdal giehtavuoatna gielda gildeskal "
        "gildeskål giske gjemnes gjerdrum gjerstad gjesdal gjovik gjøvik gloppen gol gran grane granvin "
        "gratangen grimstad grong grue gulen guovdageaidnu gáivuotna gálsá gáŋgaviika ha habmer hadsel "
        "hagebostad halden halsa hamar hamaroy hamarøy hammarfeasta hammerfest hapmir haram hareid harstad "
        "hasvik hattfjelldal haugesund hemne hemnes hemsedal herad hitra hjartdal hjelmeland hl hm hobol "
        "hobøl hof hokksund hol hole holmestrand holtalen holtålen honefoss hornindal horten hoyanger "
        "hoylandet hurdal hurum hvaler hyllestad hábmer hámmárfeasta hápmir hå hægebostad hønefoss "
        "høyanger høylandet ibestad idrett inderoy inderøy iveland ivgu jan-mayen jessheim jevnaker "
        "jolster jondal jorpeland jølster jørpeland kafjord karasjohka karasjok karlsoy karlsøy karmoy "
        "karmøy kautokeino kirkenes klabu klepp klæbu kommune kongsberg kongsvinger kopervik kraanghke "
        "kragero kragerø kristiansand kristiansund krodsherad krokstadelva kråanghke krødsherad kvafjord "
        "kvalsund kvam kvanangen kvinesdal kvinnherad kviteseid kvitsoy kvitsøy kvæfjord kvænangen "
        "kárášjohka kåfjord laakesvuemie lahppi langevag langevåg lardal larvik lavagis lavangen "
        "leangaviika leaŋgaviika lebesby leikanger leirfjord leirvik leka leksvik lenvik lerdal lesja "
        "levanger lier lierne lillehammer lillesand lindas lindesnes lindås loabat loabát lodingen lom "
        "loppa lorenskog loten lund lunner luroy lurøy luster lyngdal lyngen láhppi lærdal lødingen "
        "lørenskog løten malatvuopmi malselv malvik mandal marker marnardal masfjorden masoy "
        "matta-varjjat meland meldal melhus meloy meløy meraker meråker midsund midtre-gauldal mil "
        "mjondalen mjøndalen mo-i-rana moareke modalen modum molde mosjoen mosjøen moskenes moss moåreke "
        "mr muosat muosát museum málatvuopmi mátta-várjjat målselv måsøy naamesjevuemie namdalseid "
        "namsos namsskogan nannestad naroy narviika narvik naustdal navuotna nedre-eiker nesna nesodden "
        "nesoddtangen nesseby nesset nissedal nittedal nl nord-aurdal nord-fron nord-odal norddal nordkapp "
        "nordre-land nordreisa nore-og-uvdal notodden notteroy nt návuotna nååmesjevuemie nærøy "
        "nøtterøy odda of oksnes ol omasvuotna oppdal oppegard oppegård orkanger orkdal orland orskog "
        "orsta osen oslo osoyro osteroy osterøy ostre-toten osøyro overhalla ovre-eiker oyer oygarden "
        "oystre-slidre porsanger porsangu porsgrunn porsáŋgu priv rade radoy radøy rahkkeravju raholt "
        "raisa rakkestad ralingen rana randaberg rauma re rendalen rennebu rennesoy rennesøy rindal "
        "ringebu ringerike ringsaker risor rissa risør rl roan rodoy rollag romsa romskog roros rost "
        "royken royrvik ruovat rygge ráhkkerávju ráisa råde råholt rælingen rødøy rømskog røros "
        "røst røyken røyrvik salangen salat saltdal samnanger sandefjord sandnes sandnessjoen "
        "sandnessjøen sandoy sandøy sarpsborg sauda sauherad sel selbu selje seljord sf siellak sigdal "
        "siljan sirdal skanit skanland skaun skedsmo skedsmokorset ski skien skierva skiervá skiptvet "
        "skjak skjervoy skjervøy skjåk skodje skánit skånland slattum smola smøla snaase snasa "
        "snillfjord snoasa snåase snåsa sogndal sogne sokndal sola solund somna sondre-land songdalen "
        "sor-aurdal sor-fron sor-odal sor-varanger sorfold sorreisa sortland sorum spjelkavik spydeberg st "
        "stange stat stathelle stavanger stavern steigen steinkjer stjordal stjordalshalsen stjørdal "
        "stjørdalshalsen stokke stor-elvdal stord stordal storfjord strand stranda stryn sula suldal sund "
        "sunndal suohkan surnadal svalbard sveio svelvik sykkylven sálat sálát søgne sømna "
        "søndre-land sør-aurdal sør-fron sør-odal sør-varanger sørfold sørreisa sørum tana tananger "
        "time tingvoll tinn tjeldsund tjielte tjome tjøme tm tokke tolga tonsberg torsken tr trana tranby "
        "tranoy tranøy troandin trogstad tromsa tromso tromsø trondheim trysil træna trøgstad "
        "tvedestrand tydal tynset tysfjord tysnes tysvar tysvær tønsberg uenorge ullensaker ullensvang "
        "ulstein ulvik unjarga unjárga utsira va vaapste vadso vadsø vaga vagan vagsoy vaksdal valle vang "
        "vanylven vardo vardø varggat varoy vefsn vega vegarshei vegårshei vennesla verdal verran vestby "
        "vestnes vestre-slidre vestre-toten vestvagoy vestvågøy vevelstad vf vgs vik vikna vindafjord "
        "voagat volda voss vossevangen várggát vågan vågsøy vågå værøy xn--andy-ira xn--asky-ira "
        "xn--aurskog-hland-jnb xn--avery-yua xn--bdddj-mrabd xn--bearalvhki-y4a xn--berlevg-jxa "
        "xn--bhcavuotna-s4a xn--bhccavuotna-k7a xn--bidr-5nac xn--bievt-0qa xn--bjddar-pta xn--blt-elab "
        "xn--bmlo-gra xn--bod-2na xn--brnny-wuac xn--brnnysund-m8ac xn--brum-voa xn--btsfjord-9za "
        "xn--davvenjrga-y4a xn--dnna-gra xn--drbak-wua xn--dyry-ira xn--eveni-0qa01ga xn--finny-yua "
        "xn--fjord-lra xn--fl-zia xn--flor-jra xn--frde-gra xn--frna-woa xn--frya-hra xn--ggaviika-8ya47h "
        "xn--gildeskl-g0a xn--givuotna-8ya xn--gjvik-wua xn--gls-elac xn--h-2fa xn--hamary-fya "
        "xn--hbmer-xqa xn--hcesuolo-7ya35b xn--hgebostad-g3a xn--hmmrfeasta-s4ac xn--hnefoss-q1a "
        "xn--hobl-ira xn--holtlen-hxa xn--hpmir-xqa xn--hyanger-q1a xn--hylandet-54a xn--indery-fya "
        "xn--jlster-bya xn--jrpeland-54a xn--karlsy-fya xn--karmy-yua xn--kfjord-iua xn--klbu-woa "
        "xn--koluokta-7ya57h xn--krager-gya xn--kranghke-b0a xn--krdsherad-m8a xn--krehamn-dxa "
        "xn--krjohka-hwab49j xn--ksnes-uua xn--kvfjord-nxa xn--kvitsy-fya xn--kvnangen-k0a xn--l-1fa "
        "xn--laheadju-7ya xn--langevg-jxa xn--ldingen-q1a xn--leagaviika-52b xn--lesund-hua xn--lgrd-poac "
        "xn--lhppi-xqa xn--linds-pra xn--loabt-0qa xn--lrdal-sra xn--lrenskog-54a xn--lt-liac xn--lten-gra "
        "xn--lury-ira xn--mely-ira xn--merker-kua xn--mjndalen-64a xn--mlatvuopmi-s4a xn--mli-tla "
        "xn--mlselv-iua xn--moreke-jua xn--mosjen-eya xn--mot-tla xn--msy-ula0h xn--mtta-vrjjat-k7af "
        "xn--muost-0qa xn--nmesjevuemie-tcba xn--nry-yla5g xn--nttery-byae xn--nvuotna-hwa xn--oppegrd-ixa "
        "xn--ostery-fya xn--osyro-wua xn--porsgu-sta26f xn--rady-ira xn--rdal-poa xn--rde-ula xn--rdy-0nab "
        "xn--rennesy-v1a xn--rhkkervju-01af xn--rholt-mra xn--risa-5na xn--risr-ira xn--rland-uua "
        "xn--rlingen-mxa xn--rmskog-bya xn--rros-gra xn--rskog-uua xn--rst-0na xn--rsta-fra xn--ryken-vua "
        "xn--ryrvik-bya xn--s-1fa xn--sandnessjen-ogb xn--sandy-yua xn--seral-lra xn--sgne-gra "
        "xn--skierv-uta xn--skjervy-v1a xn--skjk-soa xn--sknit-yqa xn--sknland-fxa xn--slat-5na "
        "xn--slt-elab xn--smla-hra xn--smna-gra xn--snase-nra xn--sndre-land-0cb xn--snes-poa xn--snsa-roa "
        "xn--sr-aurdal-l8a xn--sr-fron-q1a xn--sr-odal-q1a xn--sr-varanger-ggb xn--srfold-bya "
        "xn--srreisa-q1a xn--srum-gra xn--stjrdal-s1a xn--stjrdalshalsen-sqb xn--stre-toten-zcb "
        "xn--tjme-hra xn--tnsberg-q1a xn--trany-yua xn--trgstad-r1a xn--trna-woa xn--troms-zua "
        "xn--tysvr-vra xn--unjrga-rta xn--vads-jra xn--vard-jra xn--vegrshei-c0a xn--vestvgy-ixa6o "
        "xn--vg-yiab xn--vgan-qoa xn--vgsy-qoa0j xn--vre-eiker-k8a xn--vrggt-xqad xn--vry-yla5g xn--yer-zna "
        "xn--ygarden-p1a xn--ystre-slidre-ujb ákŋoluokta álaheadju áltá åfjord åkrehamn ål ålesund "
        "ålgård åmli åmot årdal ås åseral åsnes øksnes ørland ørskog ørsta østre-toten "
        "øvre-eiker øyer øygarden øystre-slidre čáhcesuolo "
    ),
    "nr": (" biz com edu gov info net org "),
    "nz": (" ac co cri geek gen govt health iwi kiwi maori mil māori net org parliament school xn--mori-qsa "),
    "om": (" co com edu gov med museum net org pro "),
    "pa": (" abo ac com edu gob ing med net nom org sld "),
    "pe": (" com edu gob mil net nom org "),
    "pf": (" com edu org "),
    "ph": (" com edu gov i mil net ngo org "),
    "pk": (" ac biz com edu fam gkp gob gog gok gop gos gov net org web "),
    "pl": (
        " agro aid atm augustow auto babia-gora bedzin beskidy bialowieza bialystok bielawa bieszczady biz "
        "boleslawiec bydgoszcz bytom cieszyn com czeladz czest dlugoleka edu elblag elk glogow gmina "
        "gniezno gorlice gov grajewo gsm ilawa info jaworzno jelenia-gora jgora kalisz karpacz kartuzy "
        "kaszuby katowice kazimierz-dolny kepno ketrzyn klodzko kobierzyce kolobrzeg konin konskowola kutno "
        "lapy lebork legnica lezajsk limanowa lomza lowicz lubin lukow mail malbork malopolska mazowsze "
        "mazury media miasta mielec mielno mil mragowo naklo net nieruchomosci nom nowaruda nysa olawa "
        "olecko olkusz olsztyn opoczno opole org ostroda ostroleka ostrowiec ostrowwlkp pc pila pisz "
        "podhale podlasie polkowice pomorskie pomorze powiat priv prochowice pruszkow przeworsk pulawy "
        "radom rawa-maz realestate rel rybnik rzeszow sanok sejny sex shop sklep skoczow slask slupsk sos "
        "sosnowiec stalowa-wola starachowice stargard suwalki swidnica swiebodzin swinoujscie szczecin "
        "szczytno szkola targi tarnobrzeg tgory tm tourism travel turek turystyka tychy ustka walbrzych "
        "warmia warszawa waw wegrow wielun wlocl wloclawek wodzislaw wolomin wroclaw zachpomor zagan zarow "
        "zgora zgorzelec "
    ),
    "pn": (" co edu gov net org "),
    "pr": (" ac biz com edu est gov info isla name net org pro prof "),
    "pro": (" aaa aca acct avocat bar cpa eng jur law med recht "),
    "ps": (" com edu gov net org plo sec "),
    "pt": (" com edu gov int net nome org publ "),
    "pw": (" gov "),
    "py": (" com coop edu gov mil net org "),
    "qa": (" com edu gov mil name net org sch "),
    "re": (" asso com "),
    "ro": (" arts com firm info nom nt org rec store tm www "),
    "rs": (" ac co edu gov in org "),
    "rw": (" ac co coop gov mil net org "),
    "sa": (" com edu gov med net org pub sch "),
    "sb": (" com edu gov net org "),
    "sc": (" com edu gov net org "),
    "sd": (" com edu gov info med net org tv "),
    "se": (
        " a ac b bd brand c d e f fh fhsk fhv g h i k komforb kommunalforbund komvux l lanbib m n "
        "naturbruksgymn o org p parti pp press r s t tm u w x y z "
    ),
    "sg": (" com edu gov net org "),
    "sh": (" com gov mil net org "),
    "sk": (" org "),
    "sl": (" com edu gov net org "),
    "sn": (" art com edu gouv org univ "),
    "so": (" com edu gov me net org "),
    "ss": (" biz co com edu gov me net org sch "),
    "st": (" co com consulado edu embaixada mil net org principe saotome store "),
    "sv": (" com edu gob org red "),
    "sx": (" gov "),
    "sy": (" com edu gov mil net org "),
    "sz": (" ac co org "),
    "th": (" ac co go in mi net or "),
    "tj": (" biz co com edu go gov int mil name net nic org test web "),
    "tl": (" gov "),
    "tm": (" co com edu gov mil net nom org "),
    "tn": (" com ens fin gov ind info intl mincom nat net org perso tourism "),
    "to": (" com edu gov mil net org "),
    "tr": (" av bbs bel biz com dr edu gen gov info k12 kep mil name nc net org pol tel tsk tv web "),
    "tt": (" biz co com edu gov info mil name net org pro "),
    "tw": (" club com ebiz edu game gov idv mil net org "),
    "tz": (" ac co go hotel info me mil mobi ne or sc tv "),
    "ua": (
        " cherkassy cherkasy chernigov chernihiv chernivtsi chernovtsy ck cn com cr crimea cv dn "
        "dnepropetrovsk dnipropetrovsk donetsk dp edu gov if in ivano-frankivsk kh kharkiv kharkov kherson "
        "khmelnitskiy khmelnytskyi kiev kirovograd km kr kropyvnytskyi krym ks kv kyiv lg lt lugansk "
        "luhansk lutsk lv lviv mk mykolaiv net nikolaev od odesa odessa org pl poltava rivne rovno rv sb "
        "sebastopol sevastopol sm sumy te ternopil uz uzhgorod uzhhorod vinnica vinnytsia vn volyn yalta "
        "zakarpattia zaporizhzhe zaporizhzhia zhitomir zhytomyr zp zt "
    ),
    "ug": (" ac co com edu go gov mil ne or org sc us "),
    "uk": (" ac co gov ltd me net nhs org plc police "),
    "us": (
        " ak al ar as az ca co ct dc de dni fl ga gu hi ia id il in isa ks ky la ma md me mi mn mo ms mt nc "
        "nd ne nh nj nm nsn nv ny oh ok or pa pr ri sc sd tn tx ut va vi vt wa wi wv wy "
    ),
    "uy": (" com edu gub mil net org "),
    "uz": (" co com net org "),
    "vc": (" com edu gov mil net org "),
    "ve": (" arts bib co com e12 edu emprende firm gob gov ia info int mil net nom org rar rec store tec web "),
    "vg": (" edu "),
    "vi": (" co com k12 net org "),
    "vn": (
        " ac ai angiang bacgiang backan baclieu bacninh baria-vungtau bentre binhdinh binhduong binhphuoc "
        "binhthuan biz camau cantho caobang com daklak daknong danang dienbien dongnai dongthap edu gialai "
        "gov hagiang haiduong haiphong hanam hanoi hatinh haugiang health hoabinh hue hungyen id info int "
        "io khanhhoa kiengiang kontum laichau lamdong langson laocai longan namdinh name net nghean "
        "ninhbinh ninhthuan org phutho phuyen pro quangbinh quangnam quangngai quangninh quangtri soctrang "
        "sonla tayninh thaibinh thainguyen thanhhoa thanhphohochiminh thuathienhue tiengiang travinh "
        "tuyenquang vinhlong vinhphuc yenbai "
    ),
    "vu": (" com edu net org "),
    "ws": (" com edu gov net org "),
    "xn--4dbrk0ce": (" xn--4dbgdty6c xn--5dbhl8d xn--8dbq2a xn--hebda8b "),
    "xn--90a3ac": (" xn--80au xn--90azh xn--c1avg xn--d1at xn--o1ac xn--o1ach "),
    "xn--j6w193g": (" xn--55qx5d xn--gmqw5a xn--mxtq1m xn--od0alg xn--uc0atv xn--wcvs22d "),
    "xn--o3cw4h": (" xn--12c1fe0br xn--12cfi8ixb8l xn--12co0c3b4eva xn--h3cuzk1di xn--m3ch0j3a xn--o3cyx2a "),
    "ye": (" com edu gov mil net org "),
    "za": (" ac agric alt co edu gov grondar law mil net ngo nic nis nom org school tm web "),
    "zm": (" ac biz co com edu gov info mil net org sch "),
    "zw": (" ac co gov mil org "),
    "срб": (" ак обр од орг пр упр "),
    "ישראל": (" אקדמיה ישוב ממשל צהל "),
    "ไทย": (" ทหาร ธุรกิจ รัฐบาล ศึกษา องค์กร เน็ต "),
    "香港": (" 個人 公司 政府 教育 組織 網絡 "),
}

DEEPER: dict[str, str] = {
    "at": (" ac "),
    "au": (" edu gov "),
    "br": (" gov nom "),
    "ck": (" * www "),
    "er": (" * "),
    "fk": (" * "),
    "im": (" co "),
    "jm": (" * "),
    "jp": (
        " aichi akita aomori chiba ehime fukui fukuoka fukushima gifu gunma hiroshima hokkaido hyogo "
        "ibaraki ishikawa iwate kagawa kagoshima kanagawa kawasaki kitakyushu kobe kochi kumamoto kyoto mie "
        "miyagi miyazaki nagano nagasaki nagoya nara niigata oita okayama okinawa osaka saga saitama "
        "sapporo sendai shiga shimane shizuoka tochigi tokushima tokyo tottori toyama wakayama yamagata "
        "yamaguchi yamanashi yokohama "
    ),
    "mm": (" * "),
    "no": (
        " aa ah akershus bu buskerud fm hedmark hl hm hordaland jan-mayen more-og-romsdal mr "
        "møre-og-romsdal nl nordland nt of ol oslo ostfold rl sf st svalbard telemark tm tr va vestfold vf "
        "xn--mre-og-romsdal-qqb xn--stfold-9xa østfold "
    ),
    "np": (" * "),
    "pg": (" * "),
    "pl": (" gov "),
    "tr": (" nc "),
    "uk": (" sch "),
    "us": (
        " ak al ar as az ca co ct dc de fl ga gu hi ia id il in ks ky la ma md me mi mn mo ms mt nc ne nh "
        "nj nm nv ny oh ok or pa pr ri sc sd tn tx ut va vi vt wa wi wv wy "
    ),
}
