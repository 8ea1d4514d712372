"""Sentences about sums in ten languages: those that state the rule, and those that deny, bound or condition it."""

from __future__ import annotations

RECOGNIZED = {
    "fr": [
        "La somme des durées de tous les segments doit être égale à la durée de la vidéo.",
        "La durée totale de tous les segments doit correspondre à la durée de la vidéo.",
        "La durée de la vidéo doit être égale à la somme des durées des segments.",
        "Les durées additionnées des plans doivent être identiques à duration.",
    ],
    "de": [
        "Die Summe der Dauern aller Segmente muss der Gesamtdauer des Videos entsprechen.",
        "Die Gesamtdauer aller Szenen muss mit der Dauer des Videos übereinstimmen.",
        "Alle Segmente müssen zusammen die Dauer des Videos ergeben.",
        "duration muss gleich der Summe der Segmentdauern sein.",
    ],
    "pt": [
        "A soma das durações de todos os segmentos deve ser igual à duração do vídeo.",
        "A duração total de todos os segmentos deve corresponder à duração do vídeo.",
        "As durações dos segmentos devem somar a duração do vídeo.",
        "A duração do vídeo precisa ser igual à soma das durações das cenas.",
    ],
    "it": [
        "La somma delle durate di tutti i segmenti deve essere uguale alla durata del video.",
        "La durata totale di tutti i segmenti deve corrispondere alla durata del video.",
        "La durata del video deve essere pari alla somma delle durate dei segmenti.",
        "La durata complessiva delle scene deve coincidere con duration.",
    ],
    "tr": [
        "Tüm bölümlerin sürelerinin toplamı videonun süresine eşit olmalıdır.",
        "Segmentlerin toplam süresi videonun süresiyle aynı olmalıdır.",
        "Video süresi, sahne sürelerinin toplamına eşit olmak zorundadır.",
        "Segment sürelerinin toplamının duration değerine denk olması gerekir.",
    ],
    "vi": [
        "Tổng thời lượng của tất cả các phân đoạn phải bằng thời lượng của video.",
        "Thời lượng video phải bằng tổng thời lượng của các đoạn.",
        "Tổng độ dài của mỗi cảnh cộng lại cần khớp với độ dài video.",
    ],
    "id": [
        "Jumlah durasi semua segmen harus sama dengan durasi video.",
        "Total durasi setiap segmen wajib sesuai dengan durasi video.",
        "Durasi video harus sama dengan jumlah durasi seluruh adegan.",
    ],
    "th": [
        "ผลรวมของระยะเวลาของทุกช่วงต้องเท่ากับความยาวของวิดีโอ",
        "ระยะเวลาทั้งหมดของแต่ละฉากรวมกันต้องเท่ากับระยะเวลาของวิดีโอ",
        "ความยาวของวิดีโอต้องตรงกับผลรวมความยาวของคลิปทั้งหมด",
    ],
    "ar": [
        "يجب أن يساوي مجموع مدد جميع المقاطع مدة الفيديو.",
        "يجب أن تكون مدة الفيديو مساوية لمجموع مدد المقاطع.",
        "ينبغي أن يتطابق إجمالي مدة كل المقاطع مع مدة الفيديو.",
        "لا بد أن يساوي مجموع المدد مدة الفيديو.",
    ],
    "ja": ["各セグメントの長さの合計は動画の長さと同じでなければならない。"],
    "ko": [
        "모든 세그먼트 길이의 합은 동영상 길이와 같아야 합니다.",
        "각 구간의 길이 합계는 duration과 일치해야 합니다.",
        "모든 장면의 총 길이는 동영상 길이와 동일해야 합니다.",
        "세그먼트 시간의 총합이 영상 시간과 같아야 한다.",
    ],
}
IGNORED = {
    "fr": [
        "La somme des durées ne doit pas être égale à la durée.",
        "La somme des durées n'a pas besoin d'être égale à la durée.",
        "La somme des durées doit être inférieure ou égale à la durée de la vidéo.",
        "La durée totale de tous les segments ne doit pas dépasser la durée.",
        "Si shot_type vaut customize, la somme des durées doit être égale à la durée.",
        "La durée totale doit correspondre à l'audio.",
        "La somme des durées est égale à la durée.",
    ],
    "de": [
        "Die Summe der Dauern muss nicht der Dauer entsprechen.",
        "Die Summe der Dauern muss kleiner oder gleich der Dauer sein.",
        "Die Gesamtdauer aller Segmente darf die Dauer nicht überschreiten.",
        "Wenn shot_type customize ist, muss die Summe der Dauern der Dauer entsprechen.",
        "Die Summe der Dauern muss höchstens der Dauer entsprechen.",
        "Die Gesamtdauer muss dem Ton entsprechen.",
    ],
    "pt": [
        "A soma das durações não deve ser igual à duração.",
        "A soma das durações não precisa ser igual à duração.",
        "A soma das durações deve ser menor ou igual à duração.",
        "A duração total de todos os segmentos deve ser no máximo igual à duração.",
        "Se shot_type for customize, a soma das durações deve ser igual à duração.",
        "A duração total deve corresponder ao áudio.",
    ],
    "it": [
        "La somma delle durate non deve essere uguale alla durata.",
        "La somma delle durate deve essere minore o uguale alla durata.",
        "La durata totale di tutti i segmenti non deve superare la durata.",
        "Se shot_type è customize, la somma delle durate deve essere uguale alla durata.",
        "La durata totale deve corrispondere all'audio.",
        "La somma delle durate deve essere uguale alla durata, tranne con shot_type.",
    ],
    "tr": [
        "Sürelerin toplamı videonun süresine eşit olmamalıdır.",
        "Sürelerin toplamının süreye eşit olması gerekmez.",
        "Sürelerin toplamı süreden küçük veya eşit olmalıdır.",
        "Tüm bölümlerin toplam süresi videonun süresini aşmamalıdır.",
        "shot_type customize ise sürelerin toplamı süreye eşit olmalıdır.",
        "Sürelerin toplamının süreye eşit olması zorunda değildir.",
        "Toplam süre ses ile aynı olmalıdır.",
    ],
    "vi": [
        "Tổng thời lượng của các đoạn không được bằng thời lượng của video.",
        "Tổng thời lượng của các đoạn không cần phải bằng thời lượng của video.",
        "Tổng thời lượng của các đoạn phải nhỏ hơn hoặc bằng thời lượng của video.",
        "Tổng thời lượng của các đoạn phải tối đa bằng thời lượng của video.",
        "Nếu shot_type là customize, tổng thời lượng của các đoạn phải bằng thời lượng video.",
    ],
    "id": [
        "Jumlah durasi semua segmen tidak harus sama dengan durasi video.",
        "Jumlah durasi semua segmen harus kurang dari atau sama dengan durasi video.",
        "Total durasi semua segmen tidak boleh melebihi durasi video.",
        "Jika shot_type adalah customize, jumlah durasi semua segmen harus sama dengan durasi.",
        "Jumlah durasi semua segmen harus paling banyak sama dengan durasi video.",
    ],
    "th": [
        "ผลรวมของระยะเวลาของทุกช่วงไม่จำเป็นต้องเท่ากับความยาวของวิดีโอ",
        "ผลรวมของระยะเวลาของทุกช่วงต้องน้อยกว่าหรือเท่ากับความยาวของวิดีโอ",
        "ผลรวมของระยะเวลาของทุกช่วงต้องไม่เกินความยาวของวิดีโอ",
        "หาก shot_type เป็น customize ผลรวมของระยะเวลาของทุกช่วงต้องเท่ากับความยาวของวิดีโอ",
    ],
    "ar": [
        "لا يجب أن يساوي مجموع المدد مدة الفيديو.",
        "يجب ألا يساوي مجموع المدد مدة الفيديو.",
        "ليس من الضروري أن يساوي مجموع المدد مدة الفيديو.",
        "يجب أن يكون مجموع المدد أقل من أو يساوي مدة الفيديو.",
        "يجب ألا يتجاوز مجموع المدد مدة الفيديو.",
        "إذا كان shot_type هو customize، يجب أن يساوي مجموع المدد مدة الفيديو.",
    ],
    "ko": [
        "세그먼트 길이의 합은 동영상 길이와 같지 않아야 합니다.",
        "세그먼트 길이의 합은 동영상 길이와 같을 필요가 없습니다.",
        "세그먼트 길이의 합은 동영상 길이 이하이거나 같아야 합니다.",
        "세그먼트 길이의 합은 동영상 길이를 초과할 수 없습니다.",
        "shot_type이 customize인 경우 세그먼트 길이의 합은 동영상 길이와 같아야 합니다.",
        "총 길이는 오디오와 일치해야 합니다.",
    ],
    "es": [
        "Si shot_type es customize, la suma de las duraciones debe ser igual a la duración.",
        "Cuando se usa shot_type, la suma de las duraciones debe ser igual a la duración.",
    ],
    "ru": [
        "Если shot_type равен customize, сумма длительностей должна быть равна длительности.",
        "Сумма длительностей должна быть равна длительности только при shot_type customize.",
    ],
    "ja": [
        "shot_type が customize の場合、各セグメントの長さの合計は duration と一致する必要があります。"
    ],
    "zh-TW": ["當 shot_type 為 customize 時,所有片段時長總和必須等於影片時長。"],
    "zh-CN": ["如果 shot_type 为 customize,所有片段时长之和必须等于视频总时长。"],
}
