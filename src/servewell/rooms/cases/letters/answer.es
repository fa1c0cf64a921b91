Subject: Nuestra respuesta a lo que escribió a $unit

$answer

--
$signature$unit · caso $number
Puede responder directamente a este correo; su respuesta nos llega.

---

El $day usted escribió:

$original
