Subject: Un cliente habla de un daño: mírelo ahora

Hola, $name:

Un cliente de $unit habla de un daño y usted es una de las personas designadas. Lea lo que escribió y diga qué se ha hecho, a más tardar el $due.

$page

Lo que escribió solo está en esa página. Allí queda anotado quién lo lee.
