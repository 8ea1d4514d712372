"""Words and letters of languages in Latin letters: those that are common in any text, and in the pages of models."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "description the of and to in is for with be that how must by or this it from a an on are as at if "
        "not can should will when what which where whether you your its each any all only more than "
        "up one two no use used uses using length seconds quality size images picture text number "
        "image total given output input duration seed first last frame higher values value "
        "negative enable audio generation aspect ratio guidance scale start end mode style strength",
        "fr": "nombre étapes formats charge force souhaitez voulez créer apparaître description image négative vitesse "
        "le la les des du de une un avec pour par que se et en au aux est dans sur ou ne pas qui "
        "doit doivent être sont cette ce ces son sa ses si plus l d qu vous votre leur comme tous "
        "toutes chaque durée secondes vidéo vidéos image texte nombre invite qualité taille sortie "
        "graine première dernière à entre égale valeur fichier total où lors",
        "de": "beschreibung negative schritte bildes darf erscheinen erstellen stärke geschwindigkeit zufällig zufallswert dauern "
        "der die das des dem den und ein eine einer eines einem einen mit für von vom zu zum zur im "
        "ist wie auf oder nicht wird werden muss müssen soll kann sind sich bei aus als an nach über "
        "alle aller jedes jede nur wenn dauer sekunden bild bilder länge größe qualität anzahl text "
        "ausgabe eingabe startwert erstes letztes beschreibung gesamtdauer summe entsprechen gleich",
        "es": "descripción número pasos formatos admite quieres crear aparecer debes puede fuerza aleatoria velocidad "
        "el la los las del de una un con para por que se y en al debe deben cómo es son su sus lo "
        "no si o u como más este esta estos cada todos todas entre ser está vídeo duración segundos "
        "imagen imágenes texto número calidad tamaño salida semilla primer último fotograma valor "
        "indica igual total cuando sobre desde hasta sin",
        "pt": "descrição passos formatos quer criar aparecer pode você força aleatória velocidade "
        "o a os as do da dos das de uma um com para por que se e em ao aos não no na nos nas deve "
        "devem é são seu sua ser ou mais como pelo pela cada todos todas entre está este esta isso "
        "duração segundos imagem imagens vídeo texto número qualidade tamanho saída semente primeiro "
        "primeira último quadro valor igual soma total quando sobre até sem também",
        "it": "descrizione passaggi vuoi creare apparire cosa può forza casuale velocità "
        "il lo la gli le i del dello della dei delle degli di una un uno con per che si e è nel "
        "nella nelle al alla alle allo dal dalla o non deve devono essere sono come più questo questa "
        "ogni tutti tutte tra da su sul se durata secondi immagine immagini testo numero qualità "
        "dimensione uscita seme primo prima ultimo fotogramma valore uguale somma quando",
        "tr": "adım açıklaması görselin görselde oluşturmak istediğiniz saniyede gerekenler rastgele hız "
        "ve bir bu için ile olarak olan gibi daha en çok veya ya da değil her tüm olmalıdır gerekir "
        "kadar göre sonra önce ise mi var yok süre süresi saniye saniyede görsel görüntü resim metin "
        "sayısı kalite boyutu çıktı girdi tohum ilk son kare toplamı toplam eşit uzunluğu videonun "
        "videoda açıklama istem değeri hangi nasıl ne",
        "vi": "và của là có được cho trong với không các một những này khi để từ phải bằng hoặc nếu đến "
        "theo trên về như thì bạn mà ra nên giây hình ảnh văn bản thời lượng độ dài số đầu cuối khung "
        "tổng chất mô tả âm thanh mỗi tất cả giá trị kích thước hạt giống lời nhắc",
        "id": "deskripsi gambar langkah ingin dibuat boleh muncul acak kecepatan "
        "yang dan di dari untuk dengan pada adalah ini itu atau tidak dalam akan harus oleh ke sebagai "
        "dapat jika agar bisa semua setiap lebih seperti karena anda sama durasi detik gambar teks "
        "jumlah kualitas ukuran keluaran masukan benih pertama terakhir bingkai nilai total panjang "
        "bagaimana apa hasil berapa antara saja hanya",
        "ms": "jumlah sama penerangan langkah muncul rawak "
        "yang dan di dari untuk dengan pada ialah ini itu atau tidak dalam akan mesti oleh ke sebagai "
        "boleh jika supaya semua setiap lebih seperti kerana anda tempoh saat imej teks bilangan kualiti "
        "saiz daripada hendaklah perlu sahaja nilai pertama terakhir panjang kepada antara",
        "nl": "beschrijving stappen maken mag beeld komen u wilt snelheid "
        "de het een en van in is op te dat die voor met zijn niet aan er om als ook bij door wordt "
        "worden moet moeten of naar uit kan over alle elke deze dit hoe wat duur seconden afbeelding "
        "afbeeldingen tekst lengte kwaliteit grootte eerste laatste aantal gelijk som waarde",
        "pl": "opis chcesz utworzyć liczba kroków czego obrazie prędkość "
        "i w na z do nie się że jest to o dla od jak po przez lub oraz który która które musi muszą być "
        "są ma czy za ze ten ta wszystkich każdy czas trwania sekund sekundach obraz obrazu tekst liczba "
        "jakość rozmiar pierwsza ostatnia klatka suma wartość wideo długość",
        "cs": "popis obrázku chcete vytvořit kroků nesmí co rychlost "
        "a v na s z do se je to že pro od jak po nebo který která které musí být jsou má ve k i za si "
        "délka sekund sekundách obrázek obraz videa text počet kvalita velikost první poslední snímek "
        "součet hodnota všech každý doba trvání podle při",
        "sk": "popis obrázku chcete vytvoriť krokov nesmie čo rýchlosť "
        "a v na s z do sa je to že pre od ako po alebo ktorý ktorá ktoré musí byť sú má vo k i za si "
        "dĺžka sekúnd sekundách obrázok obraz videa text počet kvalita veľkosť prvý posledný snímka "
        "súčet hodnota všetkých každý trvanie podľa pri",
        "ro": "descrierea imaginii vrei creezi numărul pași secunde apară "
        "și în de la cu pe a al ai ale că este sunt pentru din nu se o un unei unui sau care trebuie "
        "să fie mai prin după fiecare toate durata secunde imagine imaginea text număr calitate "
        "dimensiune primul ultimul cadru suma valoare lungimea egală cum",
        "sv": "beskrivning steg vill skapa vad får inte synas hastighet "
        "och i att det som en på är av för med till den har inte om ett de ska måste vara eller från "
        "vid hur när varje alla kan längd sekunder bild bilder bilden text antal kvalitet storlek första "
        "sista summan värde lika videons",
        "da": "beskrivelse trin vil skabe hvad må ikke ses hastighed "
        "og i at det som en på er af for med til den har ikke om et de skal være eller fra ved hvordan "
        "når hver alle kan længde sekunder billede billeder billedet tekst antal kvalitet størrelse første "
        "sidste summen værdi lig videoens hvad",
        "nb": "beskrivelse trinn vil lage hva må ikke vises hastighet "
        "og i at det som en på er av for med til den har ikke om et de skal må være eller fra ved hvordan "
        "når hver alle kan lengde sekunder bilde bilder bildet tekst antall kvalitet størrelse første siste "
        "summen verdi lik videoens hva",
        "fi": "kuvaus kuvasta kuvassa jonka haluat luoda vaiheiden saa näkyä nopeus "
        "ja on ei se että kun kuin tai joka jotka ovat sen mukaan olla pitää täytyy voi myös jos kaikkien "
        "kaikki kesto pituus sekunteina sekuntia kuva kuvan kuvat teksti määrä laatu koko ensimmäinen "
        "viimeinen summa arvo videon miten",
        "hu": "leírása kívánt lépések képen nem meg létrehozni hossza sebesség "
        "a az és egy hogy nem is van meg de ha kell vagy mint csak ez azt minden lehet legyen amely szerint "
        "hossza másodperc másodpercben kép képek szöveg száma minőség méret első utolsó képkocka összege érték "
        "videó időtartama milyen",
        "ca": "descripció passos voleu crear aparèixer velocitat "
        "el la els les del dels de una un amb per a que es i en al ha d'un és són o si com més aquest "
        "aquesta cada tots totes durada segons imatge imatges text nombre qualitat mida primer últim "
        "fotograma valor igual suma vídeo ser quan",
        "hr": "opis slike koju želite stvoriti koraka smije pojaviti slici brzina "
        "i u na se je da za od su s sa ili kako koji koja koje mora moraju biti iz po što nije kao svi "
        "svih svaki trajanje sekundi sekundama slika slike tekst broj kvaliteta veličina prvi zadnji "
        "kadar zbroj vrijednost jednak videa duljina",
    }.items()
}
"""Words in small letters, by language; a word may be in several."""

ENGLISH_TERMS = frozenset(
    "logs error version started about above accept accepted adapter add added additional adherence adjust after allow allowed allows already "
    "also amount animate api append apply around array artifacts attached automatically avoid away back background "
    "balance base based batch because become been before begin being below best better between bigger black blank "
    "boolean both brand bucket but caption chance change changes character check checker checkpoint choice choose "
    "chosen classifier clip close color combine comma completed compression content control cost could count create "
    "created creates creation creativity crop custom data default defaults define defines degree denoise denoising "
    "depth describe describes describing desired detail detailed details detected diffusion dimensions disable "
    "disabled do does download during each edge edit editing effect either empty enabled enables encoded end english "
    "enhance ensure etc every example exceed expected fast faster features field file files fill filter fixed flag "
    "follow following force format fps frame frames free full further generate generated generates generating get "
    "given good has have headline height help here high how identifier ignored image images improve include included "
    "includes increase index inference init inpainting input inputs instead item its just keep key keyword known "
    "language large last layer least leave left less level like likely limit list longer looks lora loud low lower "
    "lowest main make mask match max maximum may media message might min minimum mix mood more most motion move "
    "multiple music must name need needed negative never new next noise none nothing number numbers object off "
    "optional options order other otherwise our out outpainting output outputs over override own pass passed path "
    "people per performance picture pictures point position possible preset prevent process produce prompts provide "
    "provided quality queue random randomize rate reduce reference refine related remove render replace request "
    "required requires resized resize resolution response restyle result results return returned right run safe "
    "safety sample sampler sampling save scale scene scheduler second see seed select sent separated set setting "
    "settings shape shift short should show shown side signal similar simple single size skip slow small smaller "
    "some sound source spatial special specific specified specify speech speed split start steering step steps "
    "stop strength strong stronger style subject such support supported supports switch take target tempo text than "
    "that their them then there these they thing things those threshold through tile time title together tone too "
    "track trained training transparent trigger try turn two type under unique unit until upload uploaded upscale "
    "upscaling usage user valid value values very voice wait want warmth was watermark way webhook weight weights "
    "well were white while whole width will within without word words work would write your".split()
)
"""English words that are common in the documents of models, and tell nothing of other languages."""

SHARED_TERMS = frozenset(
    "audio video format prompt model total original normal final standard".split()
)
"""Words that models' documents have in any language."""

LETTERS: Mapping[str, frozenset[str]] = {
    language: frozenset(letters)
    for language, letters in {
        "en": "",
        "fr": "àâæçéèêëîïôœùûüÿ",
        "de": "äöüß",
        "es": "áéíñóúü",
        "pt": "áâãàçéêíóôõú",
        "it": "àèéìíîòóùú",
        "tr": "çğıöşüâî",
        "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
        "id": "",
        "ms": "",
        "nl": "éëïóöü",
        "pl": "ąćęłńóśźż",
        "cs": "áčďéěíňóřšťúůýž",
        "sk": "áäčďéíĺľňóôŕšťúýž",
        "ro": "ăâîșțşţ",
        "sv": "åäöé",
        "da": "æøåé",
        "nb": "æøåéòô",
        "fi": "äöå",
        "hu": "áéíóöőúüű",
        "ca": "àçèéíïòóúü",
        "hr": "čćđšž",
    }.items()
}
"""Letters beside a to z, by language."""

SIBLINGS = (frozenset(("id", "ms")), frozenset(("da", "nb")), frozenset(("cs", "sk")))
"""Languages that share most words: one of them is still told by a small difference."""
