Subject: Hemos recibido lo que escribió a $unit

Gracias por escribirnos el $day. Su carta ha llegado y alguien la está leyendo.
Tendrá noticias nuestras a más tardar el $due.

--
$signature$unit · caso $number
Puede responder directamente a este correo; su respuesta nos llega.
